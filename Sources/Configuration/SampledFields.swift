/// What stands in a sample of a log: the dotted paths of its values, and for each the types and values seen.
///
/// Whoever parses the lines counts them with ``addLines(_:)`` and calls ``add(path:type:text:)`` once a value. Members of
/// nested objects are values of their own (`features.age`); an array counts as one value.
package struct SampledFields: Equatable, Sendable {
  package enum JSONType: String, CaseIterable, Hashable, Sendable {
    case null
    case boolean
    case number
    case string
    case array
    /// An object without members; any other is known by its members.
    case object
  }

  /// What was seen at one path.
  package struct Field: Equatable, Sendable {
    /// Values seen, null included.
    package private(set) var count = 0
    package private(set) var types: Set<JSONType> = []
    /// How often each value occurred, by its text; nulls left out, at most ``SampledFields/distinctLimit`` values.
    package private(set) var occurrences: [String: Int] = [:]
    /// Whether there were more distinct values than are counted.
    package private(set) var hasMoreValues = false
    /// The range of the finite numbers seen.
    package private(set) var range: ClosedRange<Double>?

    package init() {}

    mutating func add(_ type: JSONType, _ text: String) {
      count += 1
      types.insert(type)
      guard type != .null else { return }
      if let seen = occurrences[text] {
        occurrences[text] = seen + 1
      } else if occurrences.count < SampledFields.distinctLimit {
        occurrences[text] = 1
      } else {
        hasMoreValues = true
      }
      if type == .number, let value = Double(text), value.isFinite {
        range = range.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
      }
    }

    /// Distinct values, nulls left out; no more than ``SampledFields/distinctLimit`` are told apart.
    package var distinctCount: Int { occurrences.count }
    /// The values that were told apart, in order of their text.
    package var values: [String] { occurrences.keys.sorted() }
    /// The types of the values that are not null.
    package var valueTypes: Set<JSONType> { types.subtracting([.null]) }
  }

  /// How many distinct values are told apart at one path.
  package static let distinctLimit = 1000

  package private(set) var lineCount = 0
  package private(set) var fields: [String: Field] = [:]

  package init() {}

  package mutating func addLines(_ count: Int) { lineCount += count }

  /// - Parameter text: the value as JSON has it, strings without quotes and escapes.
  package mutating func add(path: String, type: JSONType, text: String) {
    fields[path, default: Field()].add(type, text)
  }

  /// All paths in order.
  package var paths: [String] { fields.keys.sorted() }
}
