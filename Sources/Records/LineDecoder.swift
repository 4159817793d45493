import CSimdjson

/// Finds the values at a fixed list of paths in JSON lines. Owns a parser; not shared between threads.
struct LineDecoder: ~Copyable {
  private let handle: OpaquePointer
  private let values: UnsafeMutableBufferPointer<leeway_value>

  /// - Precondition: memory for a parser, as for any allocation.
  init(paths: [FieldPath]) {
    let components = paths.flatMap(\.components).map { Array($0.utf8) }
    let bytes = components.flatMap { $0 }
    let handle = bytes.withUnsafeBytes { bytes in
      var start = 0
      let texts = components.map { component in
        defer { start += component.count }
        let text = bytes.baseAddress.map { ($0 + start).assumingMemoryBound(to: CChar.self) }
        return leeway_text(bytes: text, length: component.count)
      }
      return leeway_decoder_create(texts, paths.map(\.components.count), paths.count)
    }
    guard let handle else { preconditionFailure("out of memory") }
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
