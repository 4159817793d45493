import Feed
import Notation
import Readings
import Testing

/// Whatever arrives, the reader throws and does not trap, hang or fill the memory.
@Suite struct HostileBytesTests {
  private static func message(seed: UInt64) -> [UInt8] {
    var values = RandomValues(seed: seed)
    var encoder = FeedEncoder()
    return encoder.message(SnapshotChange(from: .nothing, to: values.snapshot()), known: 0)
  }

  /// What became of a message that somebody tampered with; applying it is part of the trial.
  private static func outcome(of message: [UInt8]) -> FeedError? {
    var decoder = FeedDecoder()
    var snapshot = Snapshot.nothing
    do throws(FeedError) {
      let change = try decoder.change(message)
      try change.apply(to: &snapshot)
      try change.apply(to: &snapshot)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: 0..<4)
  func `Every message that ends too early is refused`(seed: UInt64) {
    let message = Self.message(seed: seed)
    for end in 0..<message.count { #expect(Self.outcome(of: Array(message[..<end])) != nil, "cut at \(end)") }
    #expect(Self.outcome(of: message + [0]) != nil)
  }

  @Test(arguments: 0..<6)
  func `Flipped bits do no harm`(seed: UInt64) {
    let message = Self.message(seed: seed)
    var values = RandomValues(seed: seed &+ 1000)
    for _ in 0..<500 {
      var bytes = message
      for _ in 0...values.below(3) { bytes[values.below(bytes.count)] ^= 1 << UInt8(values.below(8)) }
      _ = Self.outcome(of: bytes)
    }
  }

  @Test(arguments: 0..<6)
  func `Huge counts in every place do no harm`(seed: UInt64) {
    let message = Self.message(seed: seed)
    let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]
    for place in stride(from: 0, to: message.count, by: 9) {
      _ = Self.outcome(of: Array(message[..<place]) + huge + Array(message[place...]))
      _ = Self.outcome(of: Array(message[..<place]) + [0xFF, 0xFF, 0xFF, 0x7F] + Array(message[place...]))
    }
  }

  @Test func `Times are kept within what can be reckoned with`() throws {
    let (past, future) = (Instant(microseconds: .min), Instant(microseconds: .max))
    var old = Snapshot.nothing
    old.time = past
    old.pane = TimeSpan(microseconds: .max)
    let key = SeriesKey(metric: .psi, feature: "age", window: "1h")
    old.readings[key] = Reading(key: key, windowStart: past, windowEnd: future, value: 1, n: 1, level: .red)
    old.histories[key] = History(points: [
      History.Point(time: past, value: 1, level: .red), History.Point(time: future, value: 1, level: .red),
    ])
    var encoder = FeedEncoder()
    var decoder = FeedDecoder()
    var new = Snapshot.nothing
    try decoder.change(encoder.message(SnapshotChange(from: .nothing, to: old), known: 0)).apply(to: &new)
    #expect(new.time == .distantPast && new.pane == .days(365_000))
    #expect(new.readings[key]?.windowStart == .distantPast && new.readings[key]?.windowEnd == .distantFuture)
    #expect(new.histories[key]?.points.map(\.time) == [.distantPast, .distantFuture])
  }

  @Test(arguments: 0..<6)
  func `Noise is refused`(seed: UInt64) {
    var values = RandomValues(seed: seed)
    for _ in 0..<1000 {
      let noise = (0..<values.below(200)).map { _ in UInt8(values.below(256)) }
      _ = Self.outcome(of: [UInt8(FeedFormat.version)] + noise)
    }
    #expect(Self.outcome(of: [])?.code == .truncated)
    #expect(Self.outcome(of: [99])?.code == .version)
  }

  @Test func `A frame says how long it is, and none may be too long`() throws {
    let frame = FeedFormat.frame(.change, [1, 2, 3])
    let head = try FeedFormat.head(frame)
    #expect(head.kind == .change)
    #expect(head.length == 3)
    #expect(frame.count == FeedFormat.headSize + 3)
    #expect(throws: FeedError.self) { try FeedFormat.head([1, 0, 0, 0]) }
    #expect(throws: FeedError.self) { try FeedFormat.head([1, 0, 0, 0, 77]) }
    #expect(throws: FeedError.self) { try FeedFormat.head([0xFF, 0xFF, 0xFF, 0xFF, 1]) }
  }
}
