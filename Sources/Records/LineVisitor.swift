import CSimdjson

/// Walks JSON lines of unknown shape: every scalar with its dotted path.
package struct LineVisitor: ~Copyable {
  /// The JSON type of a visited value, with its text where that is cheap to have.
  package enum Value: Equatable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case array
  }

  private let line: OpaquePointer

  package init() {
    guard let handle = leeway_decoder_create(nil, nil, 0) else { preconditionFailure("out of memory") }
    line = handle
  }

  deinit { leeway_decoder_destroy(line) }

  /// Calls `visit` for each scalar of the line, which must be followed by ``linePadding`` readable bytes.
  package func visit(_ bytes: UnsafeRawBufferPointer, _ visit: (String, Value) -> Void) throws(LineDefect) {
    let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    let code = withoutActuallyEscaping(visit) { visit in
      var context = visit
      return withUnsafeMutablePointer(to: &context) { context in
        leeway_decoder_visit(
          line, start, bytes.count,
          { context, path, length, value in
            guard let context, let path, let value else { return }
            let name = String(decoding: UnsafeRawBufferPointer(start: path, count: length), as: UTF8.self)
            let visit = context.assumingMemoryBound(to: ((String, Value) -> Void).self).pointee
            visit(name, Value(value.pointee))
          }, UnsafeMutableRawPointer(context))
      }
    }
    try LineDecoder.check(code)
  }
}

extension LineVisitor.Value {
  fileprivate init(_ value: leeway_value) {
    switch value.isKind {
    case LEEWAY_STRING: self = .text(String(decoding: value.bytes, as: UTF8.self))
    case LEEWAY_NUMBER, LEEWAY_INTEGER, LEEWAY_NATURAL: self = .number(value.number)
    case LEEWAY_NOT_FINITE: self = .number(.nan)
    case LEEWAY_TRUE: self = .boolean(true)
    case LEEWAY_FALSE: self = .boolean(false)
    case LEEWAY_COMPOSITE: self = .array
    default: self = .null
    }
  }
}
