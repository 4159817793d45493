/// Tells the classes of a task apart in a text that may stand for a text, a number or a boolean.
struct CSVClasses: Sendable {
  private let texts: [[UInt8]]
  /// What each name reads as; NaN for one that is no number.
  private let numbers: [Double]

  init(_ names: [String]) {
    texts = names.map { Array($0.utf8) }
    numbers = names.map { ClassName.number($0) ?? .nan }
  }

  /// The number of the class that the text is: of that name, or else of a name that reads as the same number. -1 for
  /// none of them, `nil` for a number that is none.
  func number(of value: UnsafeRawBufferPointer) -> Int? {
    for number in texts.indices where texts[number].count == value.count {
      if value.elementsEqual(texts[number]) { return number }
    }
    if let read = CSVValue.number(value) { return number(of: read) }
    if CSVValue.isWord(value, "true") { return number(of: 1) }
    if CSVValue.isWord(value, "false") { return number(of: 0) }
    if CSVValue.isWord(value, "nan") || CSVValue.isWord(value, "inf") || CSVValue.isWord(value, "-inf") { return nil }
    return -1
  }

  private func number(of value: Double) -> Int { numbers.firstIndex(of: value) ?? -1 }
}
