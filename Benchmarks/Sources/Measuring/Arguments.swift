import Foundation

/// The options of a command line, each with a value.
package struct Arguments {
  private let usage: String

  /// - Parameter usage: what a mistake is answered with.
  package init(usage: String) {
    self.usage = usage
  }

  /// Hands over each option with its value; `take` says whether there is such an option.
  package func read(_ arguments: [String], _ take: (_ option: String, Value) throws -> Bool) throws {
    var rest = arguments.dropFirst()
    while let option = rest.popFirst() {
      guard let text = rest.popFirst(), try take(option, Value(option: option, text: text)) else {
        throw BenchmarkError(usage)
      }
    }
  }

  package struct Value {
    let option: String
    package let text: String

    package var file: URL { URL(fileURLWithPath: text).standardizedFileURL }

    package func number(_ range: ClosedRange<Int>) throws -> Int {
      guard let number = Int(text), range.contains(number) else {
        throw BenchmarkError("\(option) takes \(range.lowerBound) to \(range.upperBound), not '\(text)'")
      }
      return number
    }
  }
}
