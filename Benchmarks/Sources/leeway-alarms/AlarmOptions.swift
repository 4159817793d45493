import Measuring

/// What the command line asks for.
struct AlarmOptions {
  static let usage = """
    usage: leeway-alarms --leeway PROGRAM [--days N] [--runs N] [--window SPAN] [--repeat N] [--seed N]
                         [--format text|markdown] [--list FILE] [--keep DIR]

      --leeway PROGRAM  the program to measure
      --days N          stable days of a run (default 30)
      --runs N          runs of stable days, each with a reference of its own; 0 leaves them out (default 1)
      --window SPAN     of the stable days, a whole number of hours; evaluated every hour (default 1h)
      --repeat N        repetitions of each change that is to be found; 0 leaves them out (default 7)
      --seed N          of the first run and repetition; the others count on from it (default 1)
      --format FORMAT   of the tables: text or markdown (default text)
      --list FILE       write every reading that was above green there, as in readings.jsonl
      --keep DIR        work in this directory and leave everything there (default: a temporary one)
    """

  enum Format: String {
    case text
    case markdown
  }

  var leeway = ""
  var days = 30
  var runs = 1
  var window = "1h"
  var repetitions = 7
  var seed = 1
  var format = Format.text
  var list: String?
  var keep: String?

  init(_ arguments: [String]) throws {
    try Arguments(usage: Self.usage).read(arguments) { option, value in
      switch option {
      case "--leeway": leeway = value.file.path
      case "--days": days = try value.number(1...366)
      case "--runs": runs = try value.number(0...1000)
      case "--window": window = value.text
      case "--repeat": repetitions = try value.number(0...999)
      case "--seed": seed = try value.number(0...1_000_000_000)
      case "--format":
        guard let asked = Format(rawValue: value.text) else { return false }
        format = asked
      case "--list": list = value.file.path
      case "--keep": keep = value.file.path
      default: return false
      }
      return true
    }
    guard !leeway.isEmpty else { throw BenchmarkError(Self.usage) }
  }
}
