/// How lines of one log look that differ in their values alone: the bytes between the values, and what each value is for.
///
/// `{"ts":` — timestamp — `,"features":{"age":` — first numeric feature — `}}`. A plain value of pointers, so that it is
/// handed about without counting references: whoever keeps it ends it with ``deallocate()``.
struct LineShape {
  /// The bytes before a value and the value itself.
  struct Step {
    var literal: Literal
    var role: LineField.Role
    /// The value is the same as the step's before: it feeds two columns.
    var isRepeated = false
    var column: Int
  }

  /// Bytes that every line of the shape has, for comparison in machine words.
  struct Literal {
    /// The first 32 bytes, padded with zeros, and which bits of them count.
    var words = SIMD4<UInt64>()
    var mask = SIMD4<UInt64>()
    var count = 0
    /// Where the bytes past the 32nd are.
    var rest: UnsafeRawPointer
  }

  let steps: UnsafeMutableBufferPointer<Step>
  /// What follows the last value.
  let end: Literal
  /// A field of which all lines of the shape say the same.
  struct Fixed {
    var role: LineField.Role
    var column: Int
    /// The lines have an object or array in its place; they lack it otherwise.
    var isPresent: Bool
  }

  let fixed: UnsafeMutableBufferPointer<Fixed>
  private let bytes: UnsafeMutableRawPointer
  /// Lines that were read by it.
  var uses = 0

  /// - Parameters:
  ///   - line: one of the lines; the literals are parts of it.
  ///   - parts: where the literal before each value lies in the line, and what the value is for.
  ///   - end: where the literal behind the last value begins.
  ///   - fixed: fields without a value of their own, and whether an object or array is in their place.
  init(
    line: UnsafeRawBufferPointer, parts: [(literal: Range<Int>, field: LineField?, isRepeated: Bool)], end: Int,
    fixed: [(field: LineField, isPresent: Bool)]
  ) {
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: line.count + linePadding, alignment: 16)
    bytes.initializeMemory(as: UInt8.self, repeating: 0, count: line.count + linePadding)
    if let base = line.baseAddress { bytes.copyMemory(from: base, byteCount: line.count) }
    self.bytes = bytes
    func literal(_ range: Range<Int>) -> Literal {
      var literal = Literal(count: range.count, rest: UnsafeRawPointer(bytes + range.lowerBound + 32))
      for index in 0..<min(range.count, 32) {
        let shift = UInt64(index % 8 * 8)
        literal.words[index / 8] |= UInt64(line[range.lowerBound + index]) << shift
        literal.mask[index / 8] |= 0xFF << shift
      }
      return literal
    }
    steps = .allocate(capacity: parts.count)
    for (index, part) in parts.enumerated() {
      steps.initializeElement(
        at: index,
        to: Step(
          literal: literal(part.literal), role: part.field?.role ?? .unread, isRepeated: part.isRepeated,
          column: part.field?.column ?? 0))
    }
    self.end = literal(end..<line.count)
    self.fixed = .allocate(capacity: fixed.count)
    for (index, (field, isPresent)) in fixed.enumerated() {
      self.fixed.initializeElement(
        at: index, to: Fixed(role: field.role, column: field.column, isPresent: isPresent))
    }
  }

  func deallocate() {
    steps.deallocate()
    fixed.deallocate()
    bytes.deallocate()
  }
}

extension LineShape.Literal {
  /// Whether the literal stands at `cursor`, from which 32 bytes must be readable.
  ///
  /// - Parameter end: where the line ends; bytes past the 32nd are only looked at up to there.
  @inline(__always)
  func stands(at cursor: UnsafeRawPointer, end: UnsafeRawPointer) -> Bool {
    let found = cursor.loadUnaligned(as: SIMD4<UInt64>.self)
    let difference = (found ^ words) & mask
    guard difference[0] | difference[1] | difference[2] | difference[3] == 0 else { return false }
    return count <= 32 || restStands(at: cursor + 32, end: end)
  }

  private func restStands(at cursor: UnsafeRawPointer, end: UnsafeRawPointer) -> Bool {
    guard cursor + (count - 32) <= end else { return false }
    for index in 0..<(count - 32) where cursor.load(fromByteOffset: index, as: UInt8.self) != rest[index] {
      return false
    }
    return true
  }
}

extension UnsafeRawPointer {
  /// The byte `offset` bytes on.
  @inline(__always)
  subscript(offset: Int) -> UInt8 { load(fromByteOffset: offset, as: UInt8.self) }

  /// The eight bytes from here on, the first one lowest.
  @inline(__always)
  var word: UInt64 { UInt64(littleEndian: loadUnaligned(as: UInt64.self)) }
}
