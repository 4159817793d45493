import Foundation
import Measuring

/// The lines of a `readings.jsonl`.
struct ReadingLines {
  struct Line {
    /// `segment`, `feature` and `metric` as they stand in the line: what tells series of one model and window apart.
    var series: String
    var windowEnd: String
    var value: Double?
    var n: Int
    var level: String
    /// The whole line.
    var bytes: UnsafeRawBufferPointer
  }

  private let data: Data

  init(_ file: URL) throws {
    data = try Data(contentsOf: file, options: .mappedIfSafe)
  }

  /// Hands over each line; its bytes are there no longer than the call.
  func visit(_ body: (Line) throws -> Void) throws {
    try data.withUnsafeBytes { bytes in
      var start = 0
      while start < bytes.count {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        try body(try line(UnsafeRawBufferPointer(rebasing: bytes[start..<end])))
        start = end + 1
      }
    }
  }

  /// The keys stand in a fixed order: `window_end` second, `segment`, `feature` and `metric` from the sixth on, then
  /// `value` and `n`, `level` after three more.
  private func line(_ bytes: UnsafeRawBufferPointer) throws -> Line {
    var values: [Range<Int>] = []
    values.reserveCapacity(14)
    var position = 0
    while values.count < 14, let colon = bytes[position...].colonAfterKey() {
      let start = colon + 1
      guard start < bytes.count else { break }
      let isText = bytes[start] == UInt8(ascii: "\"")
      let stop = isText ? UInt8(ascii: "\"") : UInt8(ascii: ",")
      let end = bytes[(start + 1)...].firstIndex(of: stop) ?? bytes.count
      values.append(isText ? start + 1..<end : start..<end)
      position = end + (isText ? 1 : 0)
    }
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    guard values.count == 14 else { throw BenchmarkError("no reading: \(text(0..<bytes.count))") }
    return Line(
      series: text(values[5].lowerBound..<values[7].upperBound), windowEnd: text(values[1]),
      value: Double(text(values[8])), n: Int(text(values[9])) ?? 0, level: text(values[13]), bytes: bytes)
  }
}

extension Slice<UnsafeRawBufferPointer> {
  /// Where the colon behind the next key is; keys are plain text in quotes.
  fileprivate func colonAfterKey() -> Int? {
    guard let open = firstIndex(of: UInt8(ascii: "\"")) else { return nil }
    guard let close = self[(open + 1)...].firstIndex(of: UInt8(ascii: "\"")) else { return nil }
    return close + 1
  }
}

/// A series, taken apart from ``ReadingLines/Line/series``.
struct SeriesName {
  var segment: String
  var feature: String?
  var metric: String

  /// - Parameter text: `all","feature":"age","metric":"psi`, with `null` for a feature that there is none of.
  init?(_ text: String) {
    let parts = text.components(separatedBy: ",\"feature\":")
    guard parts.count == 2 else { return nil }
    let rest = parts[1].components(separatedBy: ",\"metric\":\"")
    guard rest.count == 2 else { return nil }
    segment = parts[0].trimmingCharacters(in: ["\""])
    let name = rest[0].trimmingCharacters(in: ["\""])
    feature = rest[0] == "null" ? nil : name
    metric = rest[1]
  }
}
