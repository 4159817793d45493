import Foundation
import Measuring

/// What the command line asks for.
struct LiveOptions {
  /// Event time passes so many times as fast as time, so that panes of an hour close while the agent is watched.
  static let pace = 300.0

  static let usage = """
    usage: leeway-live --leeway PROGRAM [--data DIR] [--rate N] [--seconds N] [--pending N]

      --leeway PROGRAM  the program to measure
      --data DIR        where its logs go; a few gigabytes, removed again (default: below the build directory)
      --rate N          lines a second (default 100000)
      --seconds N       how long each part is watched (default 30)
      --pending N       predictions that wait for their labels in the last part; 0 leaves it out (default 5000000)
    """

  var leeway = ""
  var data = repository.appendingPathComponent(".build-release/benchmark-data")
  var rate = 100_000
  var seconds = 30
  var pending = 5_000_000

  init(_ arguments: [String]) throws {
    var rest = arguments.dropFirst()
    while let option = rest.popFirst() {
      guard let value = rest.popFirst() else { throw BenchmarkError(LiveOptions.usage) }
      func number(_ range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(value), range.contains(number) else {
          throw BenchmarkError("\(option) takes \(range.lowerBound) to \(range.upperBound), not '\(value)'")
        }
        return number
      }
      switch option {
      case "--leeway": leeway = URL(fileURLWithPath: value).standardizedFileURL.path
      case "--data": data = URL(fileURLWithPath: value).standardizedFileURL
      case "--rate": rate = try number(500...10_000_000)
      case "--seconds": seconds = try number(1...3600)
      case "--pending": pending = try number(0...100_000_000)
      default: throw BenchmarkError(LiveOptions.usage)
      }
    }
    guard !leeway.isEmpty else { throw BenchmarkError(LiveOptions.usage) }
  }
}
