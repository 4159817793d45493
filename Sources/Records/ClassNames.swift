import CSimdjson

/// Tells the classes of a task apart, in whatever JSON type a log writes them.
///
/// A string is the class of that name; a number, or a boolean as 1 and 0, is the class whose name reads as that number.
/// Of several the first. See ``ClassName``.
struct ClassNames: ~Copyable {
  let count: Int
  private let names: [ClassName]
  /// What each name reads as; NaN for one that is no number.
  private let numbers: UnsafeMutablePointer<Double>
  /// The short names.
  private var index = ShortTextIndex()

  /// - Parameter names: of at most ``PredictionTask/classLimit`` classes.
  init(_ names: [String]) {
    self.names = names.map { ClassName($0) }
    count = names.count
    numbers = .allocate(capacity: max(1, names.count))
    for (number, name) in self.names.enumerated() {
      (numbers + number).initialize(to: name.number ?? .nan)
      let isNew = !self.names[..<number].contains { $0.text == name.text }
      if isNew { name.text.withUnsafeBytes { index.insert($0, code: Int32(number)) } }
    }
  }

  deinit { numbers.deallocate() }

  /// The number of the class that the value is, ``RecordBatch/Served/other`` for none of them; `nil` if the value is no
  /// class at all.
  func number(of value: leeway_value) -> UInt8? {
    switch value.isKind {
    case LEEWAY_STRING: number(ofText: value.bytes)
    case LEEWAY_NUMBER, LEEWAY_INTEGER, LEEWAY_NATURAL: number(of: value.number)
    case LEEWAY_TRUE: number(of: 1)
    case LEEWAY_FALSE: number(of: 0)
    default: nil
    }
  }

  func number(of value: Double) -> UInt8 {
    for number in 0..<count where numbers[number] == value { return UInt8(truncatingIfNeeded: number) }
    return RecordBatch.Served.other
  }

  func number(ofText text: UnsafeRawBufferPointer) -> UInt8 {
    let number = names.firstIndex { $0.isEqual(text) }
    return number.map { UInt8(truncatingIfNeeded: $0) } ?? RecordBatch.Served.other
  }

  /// The same for a text without zero bytes, from whose beginning 16 bytes must be readable.
  func number(ofText text: UnsafeRawPointer, count: Int) -> UInt8 {
    guard count <= 16 else { return number(ofText: UnsafeRawBufferPointer(start: text, count: count)) }
    let (low, high) = TextScanner.words(text, count: count)
    let code = index.code(low: low, high: high)
    return code == ShortTextIndex.none ? RecordBatch.Served.other : UInt8(truncatingIfNeeded: code)
  }
}

extension PredictionTask {
  /// The classes that are told apart from each other and from any other: of a binary task the positive one alone.
  var names: [String] {
    switch self {
    case .binary(let positive): [positive]
    case .multiclass(let classes): Array(classes.prefix(Self.classLimit))
    case .regression: []
    }
  }
}
