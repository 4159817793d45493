import Notation

/// The header by which a receiver says when to come again (RFC 9110, 10.2.3): seconds, or a date.
enum RetryAfter {
  /// No receiver may put a message off for longer.
  static let longest = TimeSpan.hours(24)

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// The time that the header asks for, but no later than ``longest`` from now; `nil` if the text is neither form, or
  /// the time is past.
  ///
  /// - Parameter now: when the answer came.
  static func instant(_ text: String, now: Instant) -> Instant? {
    let text = text.split(separator: " ").joined(separator: " ")
    let latest = now + longest
    if !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) {
      guard let seconds = Int64(text), seconds < 1_000_000 else { return latest }
      return seconds == 0 ? nil : min(now + TimeSpan(seconds: seconds), latest)
    }
    guard let date = date(text), date > now else { return nil }
    return min(date, latest)
  }

  /// `Sun, 06 Nov 1994 08:49:37 GMT`, the form that servers have to send.
  private static func date(_ text: String) -> Instant? {
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let day = Int(words[1]),
      let month = months.firstIndex(of: String(words[2]))
    else { return nil }
    func padded(_ number: Int) -> String { (0..<10).contains(number) ? "0\(number)" : "\(number)" }
    return Instant(rfc3339: "\(words[3])-\(padded(month + 1))-\(padded(day))T\(words[4])Z")
  }
}
