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
    try Arguments(usage: Self.usage).read(arguments) { option, value in
      switch option {
      case "--leeway": leeway = value.file.path
      case "--data": data = value.file
      case "--rate": rate = try value.number(500...10_000_000)
      case "--seconds": seconds = try value.number(1...3600)
      case "--pending": pending = try value.number(0...100_000_000)
      default: return false
      }
      return true
    }
    guard !leeway.isEmpty else { throw BenchmarkError(Self.usage) }
  }
}
