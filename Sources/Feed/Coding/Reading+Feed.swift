import Notation
import Readings

extension Reading: FeedValue {
  /// What is there, and what is one of a few: 16 bits before the rest.
  private struct Flags: OptionSet {
    var rawValue: UInt16

    static let value = Flags(rawValue: 1 << 0)
    static let low = Flags(rawValue: 1 << 1)
    static let high = Flags(rawValue: 1 << 2)
    static let floor = Flags(rawValue: 1 << 3)
    static let limits = Flags(rawValue: 1 << 4)
    static let grade = Flags(rawValue: 1 << 5)
    static let labels = Flags(rawValue: 1 << 6)
    static let usesOverallBaseline = Flags(rawValue: 1 << 7)
    static let pValue = Flags(rawValue: 1 << 8)
    /// Three bits each.
    static let evidencePlace: UInt16 = 9
    static let levelPlace: UInt16 = 12
    static let known = Flags(rawValue: 1 << 15 - 1)
  }

  package func write(to writer: inout FeedWriter) {
    var flags = Flags(rawValue: UInt16(evidence.code) << Flags.evidencePlace | UInt16(level.code) << Flags.levelPlace)
    if value != nil { flags.insert(.value) }
    if low != nil { flags.insert(.low) }
    if high != nil { flags.insert(.high) }
    if floor != nil { flags.insert(.floor) }
    if limits != nil { flags.insert(.limits) }
    if grade != nil { flags.insert(.grade) }
    if labels != nil { flags.insert(.labels) }
    if usesOverallBaseline { flags.insert(.usesOverallBaseline) }
    if pValue != nil { flags.insert(.pValue) }
    writer.byte(UInt8(truncatingIfNeeded: flags.rawValue))
    writer.byte(UInt8(truncatingIfNeeded: flags.rawValue >> 8))
    writer.series(key)
    writer.time(windowEnd.microseconds)
    writer.span(windowEnd.microseconds &- windowStart.microseconds)
    n.write(to: &writer)
    if let value { writer.bits(value) }
    if let low { writer.bits(low) }
    if let high { writer.bits(high) }
    if let floor { writer.bits(floor) }
    if let grade { writer.bits(grade) }
    if let pValue { writer.bits(pValue) }
    limits?.write(to: &writer)
    labels?.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let flags = Flags(rawValue: UInt16(try reader.byte()) | UInt16(try reader.byte()) << 8)
    guard flags.isSubset(of: .known),
      let evidence = Measurement.Evidence(code: UInt8(flags.rawValue >> Flags.evidencePlace & 7)),
      let level = Level(code: UInt8(flags.rawValue >> Flags.levelPlace & 7))
    else { throw reader.error(.malformed) }
    let key = try reader.series()
    let end = try reader.time()
    let start = try reader.timeBefore()
    self.init(
      key: key, windowStart: start, windowEnd: end, value: nil, n: try Int(from: &reader), evidence: evidence,
      level: level, usesOverallBaseline: flags.contains(.usesOverallBaseline))
    if flags.contains(.value) { value = try reader.double() }
    if flags.contains(.low) { low = try reader.double() }
    if flags.contains(.high) { high = try reader.double() }
    if flags.contains(.floor) { floor = try reader.double() }
    if flags.contains(.grade) { grade = try reader.double() }
    if flags.contains(.pValue) { pValue = try reader.double() }
    if flags.contains(.limits) { limits = try Limits(from: &reader) }
    if flags.contains(.labels) { labels = try LabelState(from: &reader) }
  }
}

extension LabelState: FeedValue {
  package func write(to writer: inout FeedWriter) {
    writer.bits(coverage)
    revision.write(to: &writer)
    isFinal.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let coverage = try reader.double()
    let revision = try Int(from: &reader)
    self.init(coverage: coverage, revision: revision, isFinal: try Bool(from: &reader))
  }
}

extension Limits: FeedValue {
  package func write(to writer: inout FeedWriter) {
    writer.byte(direction.code)
    yellow.write(to: &writer)
    red.write(to: &writer)
    baseline.write(to: &writer)
    writer.bits(center)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    guard let direction = Metric.Direction(code: try reader.byte()) else { throw reader.error(.malformed) }
    let yellow = try Double?(from: &reader)
    let red = try Double?(from: &reader)
    let baseline = try Double?(from: &reader)
    self.init(
      yellow: yellow, red: red, direction: direction, baseline: baseline, center: try reader.double())
  }
}
