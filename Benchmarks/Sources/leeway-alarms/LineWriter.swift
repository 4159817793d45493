import Foundation
import Measuring

/// Writes text of numbers and names to a file, a few hundred kilobytes at a time.
struct LineWriter {
  private let file: FileHandle
  private var bytes: [UInt8] = []
  private static let blockSize = 1 << 19

  init(_ path: URL) throws {
    guard FileManager.default.createFile(atPath: path.path, contents: nil) else {
      throw BenchmarkError("\(path.path) cannot be written")
    }
    file = try FileHandle(forWritingTo: path)
    bytes.reserveCapacity(Self.blockSize + 4096)
  }

  mutating func text(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func text(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func number(_ value: Int) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  /// Rounded to four decimals; of magnitude below 1e14.
  mutating func number(_ value: Double) {
    let scaled = Int((value * 1e4).rounded())
    if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
    number(Int(scaled.magnitude / 10_000))
    bytes.append(UInt8(ascii: "."))
    var rest = scaled.magnitude % 10_000
    let start = bytes.count
    for _ in 0..<4 {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    }
    bytes[start...].reverse()
  }

  mutating func endLine() throws {
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= Self.blockSize { try flush() }
  }

  mutating func close() throws {
    try flush()
    try file.close()
  }

  private mutating func flush() throws {
    try file.write(contentsOf: bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
