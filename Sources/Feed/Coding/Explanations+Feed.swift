import Notation
import Readings

extension Onset: FeedValue {
  package func write(to writer: inout FeedWriter) {
    time.write(to: &writer)
    earliest.write(to: &writer)
    latest.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let time = try Instant(from: &reader)
    let earliest = try Instant(from: &reader)
    let latest = try Instant(from: &reader)
    self.init(time: time, earliest: earliest, latest: latest)
  }
}

extension RootCause: FeedValue {
  package func write(to writer: inout FeedWriter) {
    segments.write(to: &writer)
    features.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let segments = try [Contribution](from: &reader)
    let features = try [Contribution]?(from: &reader)
    self.init(segments: segments, features: features)
  }
}

extension RootCause.Contribution: FeedValue {
  package func write(to writer: inout FeedWriter) {
    name.write(to: &writer)
    writer.bits(share)
    weight.write(to: &writer)
    value.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let name = try String(from: &reader)
    let share = try reader.double()
    let weight = try Double?(from: &reader)
    let value = try Double?(from: &reader)
    self.init(name: name, share: share, weight: weight, value: value)
  }
}

extension VerdictKey: FeedValue {
  package func write(to writer: inout FeedWriter) {
    segment.write(to: &writer)
    version.write(to: &writer)
    window.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let segment = try String(from: &reader)
    let version = try String(from: &reader)
    let window = try String(from: &reader)
    self.init(segment: segment, version: version, window: window)
  }
}

extension Verdict: FeedValue {
  package func write(to writer: inout FeedWriter) {
    writer.name(kind)
    writer.bits(realised)
    writer.bits(expected)
    writer.bits(baseline)
    n.write(to: &writer)
    writer.bits(z)
    reason.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let kind = try reader.name(Kind.self)
    let realised = try reader.double()
    let expected = try reader.double()
    let baseline = try reader.double()
    let n = try Int(from: &reader)
    let z = try reader.double()
    let reason = try String(from: &reader)
    self.init(kind: kind, realised: realised, expected: expected, baseline: baseline, n: n, z: z, reason: reason)
  }
}
