extension Instant {
  /// Reads an RFC 3339 time (`2026-03-01T12:00:00.25Z`, `…+02:00`; a space or `t` may stand for `T`).
  ///
  /// Digits past the microsecond are cut off; a leap second (`:60`) counts as the second after it.
  /// `nil` if the text is anything else. Allocates nothing.
  package init?(rfc3339 text: UnsafeRawBufferPointer) {
    guard text.count >= 20 else { return nil }
    func number(_ start: Int, _ length: Int) -> Int? {
      var value = 0
      for index in start..<start + length {
        let digit = Int(text[index]) - 48
        guard digit >= 0, digit <= 9 else { return nil }
        value = value * 10 + digit
      }
      return value
    }
    func isByte(_ index: Int, _ scalar: Unicode.Scalar) -> Bool { text[index] == UInt8(ascii: scalar) }

    guard isByte(4, "-"), isByte(7, "-"), isByte(13, ":"), isByte(16, ":"),
      isByte(10, "T") || isByte(10, "t") || isByte(10, " "),
      let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
      let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2),
      (1...12).contains(month), day >= 1, day <= GregorianCalendar.daysInMonth(year: year, month: month),
      hour < 24, minute < 60, second <= 60
    else { return nil }

    var index = 19
    var fraction: Int64 = 0
    if isByte(index, ".") {
      index += 1
      var unit: Int64 = 100_000
      let firstDigit = index
      while index < text.count, case let digit = Int64(text[index]) - 48, digit >= 0, digit <= 9 {
        fraction += digit * unit
        unit /= 10
        index += 1
      }
      guard index > firstDigit, index < text.count else { return nil }
    }

    var offset: Int64 = 0
    if isByte(index, "Z") || isByte(index, "z") {
      guard index + 1 == text.count else { return nil }
    } else {
      guard index + 6 == text.count, isByte(index + 3, ":"), isByte(index, "+") || isByte(index, "-"),
        let hours = number(index + 1, 2), let minutes = number(index + 4, 2), hours < 24, minutes < 60
      else { return nil }
      offset = Int64(hours * 3600 + minutes * 60) * (isByte(index, "-") ? -1 : 1)
    }
    let days = Int64(GregorianCalendar.days(year: year, month: month, day: day))
    let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second) - offset
    self.init(microseconds: seconds * 1_000_000 + fraction)
  }

  package init?(rfc3339 text: String) {
    var text = text
    guard let instant = text.withUTF8({ Instant(rfc3339: UnsafeRawBufferPointer($0)) }) else { return nil }
    self = instant
  }

  /// RFC 3339 in UTC, with as many fractional digits (0, 3 or 6) as the value needs.
  package var rfc3339: String {
    var text = ""
    text.reserveCapacity(27)
    appendDate(to: &text)
    text += "T"
    appendTimeOfDay(to: &text)
    let fraction = Int(floorRemainder(microseconds, 1_000_000))
    if fraction % 1000 != 0 {
      text += "." + padded(fraction, 6)
    } else if fraction != 0 {
      text += "." + padded(fraction / 1000, 3)
    }
    return text + "Z"
  }

  /// `2026-03-01`
  package var dateText: String {
    var text = ""
    appendDate(to: &text)
    return text
  }

  /// `14:32:07`
  package var timeOfDayText: String {
    var text = ""
    appendTimeOfDay(to: &text)
    return text
  }

  private func appendDate(to text: inout String) {
    let days = (microseconds - floorRemainder(microseconds, 86_400_000_000)) / 86_400_000_000
    let (year, month, day) = GregorianCalendar.date(days: Int(days))
    text += padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
  }

  private func appendTimeOfDay(to text: inout String) {
    let second = Int(floorRemainder(microseconds, 86_400_000_000) / 1_000_000)
    text += padded(second / 3600, 2) + ":" + padded(second / 60 % 60, 2) + ":" + padded(second % 60, 2)
  }
}

private func floorRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
  let remainder = value % divisor
  return remainder < 0 ? remainder + divisor : remainder
}

private func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
