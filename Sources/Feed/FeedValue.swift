import Notation

/// What can be part of a message. Reading what was written gives the same value.
package protocol FeedValue {
  func write(to writer: inout FeedWriter)
  init(from reader: inout FeedReader) throws(FeedError)
}

extension Int: FeedValue {
  package func write(to writer: inout FeedWriter) { writer.signed(Int64(self)) }
  package init(from reader: inout FeedReader) throws(FeedError) { self = Int(try reader.signed()) }
}

extension Double: FeedValue {
  package func write(to writer: inout FeedWriter) { writer.bits(self) }
  package init(from reader: inout FeedReader) throws(FeedError) { self = try reader.double() }
}

extension Bool: FeedValue {
  package func write(to writer: inout FeedWriter) { writer.byte(self ? 1 : 0) }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let byte = try reader.byte()
    guard byte <= 1 else { throw reader.error(.malformed) }
    self = byte == 1
  }
}

extension String: FeedValue {
  package func write(to writer: inout FeedWriter) { writer.text(self) }
  package init(from reader: inout FeedReader) throws(FeedError) { self = try reader.text() }
}

extension Instant: FeedValue {
  package func write(to writer: inout FeedWriter) { writer.time(microseconds) }

  package init(from reader: inout FeedReader) throws(FeedError) { self = try reader.time() }
}

extension TimeSpan: FeedValue {
  package func write(to writer: inout FeedWriter) { writer.signed(microseconds) }

  package init(from reader: inout FeedReader) throws(FeedError) { self = try reader.length() }
}

extension Optional: FeedValue where Wrapped: FeedValue {
  package func write(to writer: inout FeedWriter) {
    writer.byte(self == nil ? 0 : 1)
    self?.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    self = try Bool(from: &reader) ? try Wrapped(from: &reader) : nil
  }
}

extension Array: FeedValue where Element: FeedValue {
  package func write(to writer: inout FeedWriter) {
    writer.count(count)
    for element in self { element.write(to: &writer) }
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let count = try reader.count()
    self.init()
    // What is announced need not come: room is made for a part of it only.
    reserveCapacity(Swift.min(count, 1024))
    for _ in 0..<count { append(try Element(from: &reader)) }
  }
}

extension FeedWriter {
  /// The name of a case.
  mutating func name(_ value: some RawRepresentable<String>) { text(value.rawValue) }
}

extension FeedReader {
  mutating func name<Value: RawRepresentable<String>>(_ type: Value.Type) throws(FeedError) -> Value {
    guard let value = Value(rawValue: try text()) else { throw error(.malformed) }
    return value
  }
}
