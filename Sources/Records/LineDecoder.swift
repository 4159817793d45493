import CSimdjson

/// Finds the values at a fixed list of paths in JSON lines. Owns a parser; not shared between threads.
struct LineDecoder: ~Copyable {
  private let handle: OpaquePointer
  private let values: UnsafeMutableBufferPointer<leeway_value>

  /// - Precondition: memory for a parser, as for any allocation.
  init(paths: [FieldPath]) {
    let texts = paths.map { $0.components.joined(separator: "\u{1F}") }
    let copies = texts.map { text in
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8.count + 1)
      for (index, byte) in text.utf8.enumerated() { copy[index] = CChar(bitPattern: byte) }
      copy[text.utf8.count] = 0
      return copy
    }
    defer {
      for copy in copies { copy.deallocate() }
    }
    var pointers = copies.map { Optional(UnsafePointer($0)) }
    guard let handle = leeway_decoder_create(&pointers, pointers.count) else {
      preconditionFailure("out of memory")
    }
    self.handle = handle
    values = .allocate(capacity: max(1, paths.count))
  }

  deinit {
    leeway_decoder_destroy(handle)
    values.deallocate()
  }

  /// Decodes one line. `line` must be followed by ``LineDecoder/padding`` readable bytes.
  /// The values are valid until the next call.
  func decode(_ line: UnsafeRawBufferPointer) throws(LineDefect) -> UnsafeBufferPointer<leeway_value> {
    let start = line.baseAddress?.assumingMemoryBound(to: CChar.self)
    try Self.check(leeway_decoder_decode(handle, start, line.count, values.baseAddress))
    return UnsafeBufferPointer(values)
  }

  static var padding: Int { leeway_padding }

  /// Components of a path up to which any of them may be joined by dots in a name; of longer ones all or none.
  static let mostJoined = 6

  static func check(_ code: Int32) throws(LineDefect) {
    switch leeway_line_error(UInt32(bitPattern: code)) {
    case LEEWAY_LINE_OK: return
    case LEEWAY_LINE_NOT_OBJECT: throw LineDefect(.notObject)
    case LEEWAY_LINE_TRUNCATED: throw LineDefect(.truncated)
    case LEEWAY_LINE_INVALID_UTF8: throw LineDefect(.invalidUTF8)
    default: throw LineDefect(.notJSON)
    }
  }
}

/// Bytes that must be readable after the last byte of a line handed to a decoder.
package var linePadding: Int { LineDecoder.padding }
