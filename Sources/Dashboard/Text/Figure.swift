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

  /// A metric's value with its unit: `.31`, `4.1%`, `184ms`, `1.9k/s`.
  package static func value(_ value: Double, of metric: Metric, digits: Int? = nil) -> String {
    switch metric {
    case .nullRate, .unseenRate, .errorRate, .labelCoverage: percent(value)
    case .latencyP50, .latencyP99: short(value) + "ms"
    case .throughput: short(value) + "/s"
    case .psi, .ks: decimal(value, digits: digits ?? 2)
    default: decimal(value, digits: digits ?? 3)
    }
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

extension Metric {
  /// The name on screen, at most nine columns.
  package var title: String {
    switch self {
    case .psi: "PSI"
    case .ks: "KS"
    case .nullRate: "null%"
    case .unseenRate: "unseen%"
    case .accuracy: "accuracy"
    case .precision: "precision"
    case .recall: "recall"
    case .f1: "F1"
    case .rocAUC: "AUC"
    case .brier: "Brier"
    case .ece: "ECE"
    case .demographicParityDifference: "DP gap"
    case .fnrDifference: "FNR gap"
    case .latencyP50: "p50"
    case .latencyP99: "p99"
    case .errorRate: "errors"
    case .throughput: "rows"
    case .labelCoverage: "labels"
    }
  }
}
