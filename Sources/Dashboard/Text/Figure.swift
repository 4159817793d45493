import Notation
import Readings

/// Numbers as an on-call person reads them fastest: no leading zero, no more digits than matter, the unit beside them.
package enum Figure {
  /// A share or statistic: `.31`, `.004`, `1.25`, `12.1`, `-.02`; at most `digits` after the point below one.
  package static func decimal(_ value: Double, digits: Int = 2) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
    let magnitude = abs(value)
    if magnitude >= 10_000 { return (value < 0 ? "-" : "") + short(magnitude) }
    let places = magnitude >= 100 ? 0 : magnitude >= 10 ? min(1, digits) : digits
    var text = fixed(magnitude, places)
    if text.hasPrefix("0.") { text.removeFirst() }
    let isZero = !text.contains { $0 != "0" && $0 != "." }
    return (value < 0 && !isZero ? "-" : "") + text
  }

  /// A rate in percent: `4.1%`, `.8%`, `31%`.
  package static func percent(_ value: Double) -> String {
    guard value.isFinite else { return decimal(value) }
    let percentage = value * 100
    if abs(percentage) >= 9.95 { return decimal(percentage, digits: 0) + "%" }
    if abs(percentage) < 0.0005 { return "0%" }
    return decimal(percentage, digits: abs(percentage) < 0.1 ? 2 : 1) + "%"
  }

  /// A count in full, in groups of three: `4 812`, `118 204`; from ten million on `12.3M`.
  package static func count(_ value: Int) -> String {
    guard value.magnitude < 10_000_000 else { return (value < 0 ? "-" : "") + short(Double(value.magnitude)) }
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(" ") }
      text.append(digit)
    }
    return text
  }

  /// A count or rate in at most four characters and a unit: `812`, `1.9k`, `48k`, `1.2M`, `3.4G`.
  package static func short(_ value: Double) -> String {
    guard value.isFinite else { return decimal(value) }
    let magnitude = abs(value)
    let sign = value < 0 ? "-" : ""
    if magnitude < 10, magnitude != magnitude.rounded() { return sign + decimal(magnitude, digits: 1) }
    if magnitude < 999.5 { return sign + fixed(magnitude, 0) }
    var scaled = magnitude / 1000
    for unit in ["k", "M", "G", "T"] {
      if scaled < 999.5 || unit == "T" { return sign + fixed(scaled, scaled < 9.95 ? 1 : 0) + unit }
      scaled /= 1000
    }
    return sign + fixed(scaled, 0)
  }

  /// A metric's value with its unit: `.31`, `4.1%`, `184ms`, `1.9k/s`, `4h12m`, `+.25`.
  ///
  /// - Parameter digits: at most so many after the point, for figures that are neither rates nor times nor amounts.
  package static func value(_ value: Double, of metric: Metric, digits: Int? = nil) -> String {
    guard value.isFinite else { return decimal(value) }
    switch metric {
    case .nullRate, .outOfRangeRate, .unseenRate, .positiveRate, .errorRate, .lateRate, .parseErrorRate, .overrideRate,
      .overrideWinRate, .labelCoverage:
      return percent(value)
    case .latencyP50, .latencyP95, .latencyP99:
      return abs(value) < 999.5 ? short(value) + "ms" : duration(seconds: value / 1000)
    case .freshness, .labelLagP50, .labelLagP95: return duration(seconds: value)
    case .throughput: return short(value) + "/s"
    case .mae, .rmse, .cost, .kpi: return measure(value)
    case .bias: return signed(measure(value))
    case .meanShift: return signed(decimal(value, digits: digits ?? 2))
    case .calibrationBias: return signed(decimal(value, digits: digits ?? 3))
    case .chi2: return decimal(value, digits: 1)
    case .psi, .ks, .js, .wasserstein, .health: return decimal(value, digits: digits ?? 2)
    default: return decimal(value, digits: digits ?? 3)
    }
  }

  /// A metric's value in at most `width` columns where that is possible at all: with fewer digits, or in coarser units.
  package static func value(_ value: Double, of metric: Metric, width: Int, digits: Int? = nil) -> String {
    for digits in [digits, 2, 1] {
      let text = self.value(value, of: metric, digits: digits)
      if columns(of: text) <= width { return text }
    }
    switch metric {
    case .latencyP50, .latencyP95, .latencyP99: return coarseDuration(seconds: value / 1000)
    case .freshness, .labelLagP50, .labelLagP95: return coarseDuration(seconds: value)
    default: return short(value)
    }
  }

  /// A probability: `.34`, `.012`, `<.001`.
  package static func probability(_ value: Double) -> String {
    guard value.isFinite else { return decimal(value) }
    if value < 0.001 { return "<.001" }
    return decimal(value, digits: value < 0.0995 ? 3 : 2)
  }

  /// A length of time in one or two units: `2.4s`, `36s`, `20m`, `4h12m`, `3d4h`.
  package static func duration(seconds: Double) -> String {
    guard seconds.isFinite else { return decimal(seconds) }
    let length = abs(seconds)
    let sign = seconds < 0 && length >= 0.05 ? "-" : ""
    if length < 0.05 { return "0s" }
    if length < 9.95 { return sign + decimal(length, digits: 1) + "s" }
    guard length < 1e11 else { return sign + short(length) + "s" }
    return sign + TimeSpan(seconds: Int64(length.rounded())).roughText
  }

  /// A length of time in its largest unit alone: `4h`, `3d`.
  private static func coarseDuration(seconds: Double) -> String {
    let text = duration(seconds: seconds)
    guard let unit = text.firstIndex(where: \.isLetter), text[unit] != "n", text[unit] != "i" else { return text }
    return String(text[...unit])
  }

  /// With a plus before what is above zero.
  private static func signed(_ text: String) -> String {
    text.hasPrefix("-") || !text.contains { $0.isNumber && $0 != "0" } ? text : "+" + text
  }

  /// A figure of a feature in its own unit, with three significant digits or so: `61.2`, `48 210`, `.043`.
  package static func measure(_ value: Double) -> String {
    guard value.isFinite else { return decimal(value) }
    let magnitude = abs(value)
    if magnitude >= 1000, magnitude < 1e7 { return count(Int(value.rounded())) }
    if magnitude >= 1e7 { return (value < 0 ? "-" : "") + short(magnitude) }
    if magnitude >= 100 { return decimal(value, digits: 0) }
    return decimal(value, digits: magnitude < 1 ? 3 : magnitude < 10 ? 2 : 1)
  }

  /// `places` digits after the point, rounded half away from zero. The value is not negative.
  private static func fixed(_ value: Double, _ places: Int) -> String {
    guard value < 1e15 else { return "\(value)" }
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = Int((value * Double(scale)).rounded())
    guard places > 0 else { return String(scaled) }
    let fraction = String(scaled % scale)
    return "\(scaled / scale)." + String(repeating: "0", count: places - fraction.count) + fraction
  }
}

extension Instant {
  /// `14:32`
  package var clockText: String { String(timeOfDayText.prefix(5)) }
  /// `05-14`
  package var dayText: String { String(dateText.dropFirst(5)) }
}
