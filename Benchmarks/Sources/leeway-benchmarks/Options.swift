import Foundation
import Measuring

/// What the command line asks for.
struct Options {
  static let usage = """
    usage: leeway-benchmarks --leeway PROGRAM [--data DIR] [--rows N] [--long-rows N] [--repeat N]

      --leeway PROGRAM  the program to measure
      --data DIR        where simulated logs are kept from one run to the next (default: below the build directory)
      --rows N          predictions of the workload (default 2000000)
      --long-rows N     predictions of the long one, which shows the memory; 0 leaves it out (default 8000000)
      --repeat N        rounds of the runs that are compared; the median counts (default 3)
    """

  var leeway = ""
  var data = repository.appendingPathComponent(".build-release/benchmark-data")
  var rows = 2_000_000
  var longRows = 8_000_000
  var rounds = 3

  init(_ arguments: [String]) throws {
    var rest = arguments.dropFirst()
    while let option = rest.popFirst() {
      guard let value = rest.popFirst() else { throw BenchmarkError(Options.usage) }
      func number(_ range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(value), range.contains(number) else {
          throw BenchmarkError("\(option) takes \(range.lowerBound) to \(range.upperBound), not '\(value)'")
        }
        return number
      }
      switch option {
      case "--leeway": leeway = URL(fileURLWithPath: value).standardizedFileURL.path
      case "--data": data = URL(fileURLWithPath: value).standardizedFileURL
      case "--rows": rows = try number(10_000...100_000_000)
      case "--long-rows": longRows = try number(0...100_000_000)
      case "--repeat": rounds = try number(1...99)
      default: throw BenchmarkError(Options.usage)
      }
    }
    guard !leeway.isEmpty else { throw BenchmarkError(Options.usage) }
  }
}
