import Foundation
import Measuring

/// What the command line asks for.
struct ScreenOptions {
  static let usage = """
    usage: leeway-screen --leeway PROGRAM [--data DIR] [--seconds N] [--columns N] [--rows N]

      --leeway PROGRAM  the program to measure
      --data DIR        where its logs go (default: below the build directory)
      --seconds N       how long each program is watched (default 30)
      --columns N       of the terminal (default 120)
      --rows N          of the terminal (default 36)
    """

  var leeway = ""
  var data = repository.appendingPathComponent(".build-release/benchmark-data")
  var seconds = 30
  var columns = 120
  var rows = 36

  init(_ arguments: [String]) throws {
    try Arguments(usage: Self.usage).read(arguments) { option, value in
      switch option {
      case "--leeway": leeway = value.file.path
      case "--data": data = value.file
      case "--seconds": seconds = try value.number(2...3600)
      case "--columns": columns = try value.number(40...400)
      case "--rows": rows = try value.number(10...200)
      default: return false
      }
      return true
    }
    guard !leeway.isEmpty else { throw BenchmarkError(Self.usage) }
  }
}
