/// The combinations of a model version and dimension values that rows come in, numbered in order of appearance.
///
/// A value that shares its storage with its copies until one of them grows. Numbers of tables with the same
/// ``identity`` agree: the longer one of them has the rest.
package struct CombinationTable: Sendable {
  package final class Identity: Sendable {}

  /// Stands for a value that a row does not have.
  package static let missing = "(none)"
  /// Stands for a value of more than ``Vocabulary/longest`` bytes.
  package static let tooLong = "(other)"

  /// Tells whose numbers a batch's numbers are.
  package let identity: Identity
  /// The version first, then one text per dimension.
  package private(set) var texts: [[String]]

  package init(texts: [[String]] = []) {
    identity = Identity()
    self.texts = texts
  }

  package var count: Int { texts.count }

  /// Numbers one more combination; only for the one who made the table.
  mutating func append(_ combination: [String]) { texts.append(combination) }

  /// The table with another's combinations added, and what the other's numbers are in it. The result has an identity of
  /// its own if anything had to be added. Cost: linear in both tables.
  func merged(with other: CombinationTable) -> (table: CombinationTable, numbers: [UInt32]) {
    if identity === other.identity {
      return (count >= other.count ? self : other, (0..<UInt32(other.count)).map { $0 })
    }
    var texts = texts
    var known: [[String]: UInt32] = [:]
    for (number, combination) in texts.enumerated() { known[combination] = UInt32(number) }
    let numbers = other.texts.map { combination in
      if let number = known[combination] { return number }
      let number = UInt32(texts.count)
      texts.append(combination)
      known[combination] = number
      return number
    }
    return (texts.count == count ? self : CombinationTable(texts: texts), numbers)
  }
}
