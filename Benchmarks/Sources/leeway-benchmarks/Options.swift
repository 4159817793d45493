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
    try Arguments(usage: Self.usage).read(arguments) { option, value in
      switch option {
      case "--leeway": leeway = value.file.path
      case "--data": data = value.file
      case "--rows": rows = try value.number(10_000...100_000_000)
      case "--long-rows": longRows = try value.number(0...100_000_000)
      case "--repeat": rounds = try value.number(1...99)
      default: return false
      }
      return true
    }
    guard !leeway.isEmpty else { throw BenchmarkError(Self.usage) }
  }
}
