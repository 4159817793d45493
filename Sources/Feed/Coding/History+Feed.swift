import Notation
import Readings

extension History.Point: FeedValue {
  private static let hasValue: UInt8 = 1 << 3
  private static let hasLow: UInt8 = 1 << 4
  private static let hasHigh: UInt8 = 1 << 5
  private static let isProvisional: UInt8 = 1 << 6

  /// 13 to 24 bytes: points of one history are a pane apart, so the time is the distance less what the last one was.
  package func write(to writer: inout FeedWriter) {
    var flags = level.code
    if value != nil { flags |= Self.hasValue }
    if low != nil { flags |= Self.hasLow }
    if high != nil { flags |= Self.hasHigh }
    if !isFinal { flags |= Self.isProvisional }
    writer.byte(flags)
    writer.step(time.microseconds)
    if let value { writer.bits(value) }
    if let low { writer.bits(Float(low)) }
    if let high { writer.bits(Float(high)) }
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let flags = try reader.byte()
    guard flags < 1 << 7, let level = Level(code: flags & 7) else { throw reader.error(.malformed) }
    let time = try reader.step()
    let value = flags & Self.hasValue != 0 ? try reader.double() : nil
    let low = flags & Self.hasLow != 0 ? Double(try reader.float()) : nil
    let high = flags & Self.hasHigh != 0 ? Double(try reader.float()) : nil
    self.init(
      time: time, value: value, level: level, low: low, high: high,
      isFinal: flags & Self.isProvisional == 0)
  }
}

extension HistoryChange: FeedValue {
  package func write(to writer: inout FeedWriter) {
    isWhole.write(to: &writer)
    if !isWhole { writer.count(dropped) }
    firstYellow.write(to: &writer)
    firstRed.write(to: &writer)
    points.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let isWhole = try Bool(from: &reader)
    let dropped = isWhole ? 0 : Int(clamping: try reader.unsigned())
    let firstYellow = try Instant?(from: &reader)
    let firstRed = try Instant?(from: &reader)
    self.init(
      isWhole: isWhole, dropped: dropped, points: try [History.Point](from: &reader), firstYellow: firstYellow,
      firstRed: firstRed)
  }
}

extension HistoriesChange: FeedValue {
  package func write(to writer: inout FeedWriter) {
    removed.write(to: &writer)
    writer.count(set.count)
    for (key, change) in set {
      key.write(to: &writer)
      change.write(to: &writer)
    }
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    removed = try [SeriesKey](from: &reader)
    for _ in 0..<(try reader.count()) {
      let key = try SeriesKey(from: &reader)
      set.append((key, try HistoryChange(from: &reader)))
    }
  }
}
