import Notation
import Testing

@Suite("Instants")
struct InstantTests {
  /// Figures from Python's `datetime` 3.11.
  @Test(
    "RFC 3339 is read to the microsecond",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-03-01T12:00:00.25Z", 1_772_366_400_250_000),
      ("2026-03-01t14:00:00.250000+02:00", 1_772_366_400_250_000),
      ("2026-03-01 11:30:00.2500009-00:30", 1_772_366_400_250_000),
      ("1900-02-28T00:00:00z", -2_203_977_600_000_000), ("2000-02-29T00:00:00Z", 951_782_400_000_000),
      ("1969-12-31T23:59:59.999999Z", -1), ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
      ("9999-12-31T23:59:59Z", 253_402_300_799_000_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
    ] as [(String, Int64)])
  func reads(text: String, microseconds: Int64) {
    #expect(Instant(rfc3339: text)?.microseconds == microseconds)
  }

  @Test(
    "What is no RFC 3339 time is refused",
    arguments: [
      "", "2026-03-01", "2026-03-01T12:00:00", "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00.25",
      "2026-13-01T00:00:00Z",
      "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-03-00T00:00:00Z",
      "2026-03-01T24:00:00Z", "2026-03-01T12:60:00Z", "2026-03-01T12:00:61Z", "2026-03-01T12:00:00+2:00",
      "2026-03-01T12:00:00+24:00", "2026-03-01T12:00:00+02:60", "2026-03-01T12:00:00Zx", "2026-03-01T12:00:00 Z",
      "２０２６-03-01T12:00:00Z", "2026-03-01T12:00:00.12345678901234567890123", "+026-03-01T12:00:00Z",
    ])
  func refuses(text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }

  @Test("What is written is read back", arguments: [1, 2, 3] as [UInt64])
  func roundTrip(seed: UInt64) {
    var state = seed
    for _ in 0..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let span: Int64 = 253_402_300_799_000_000 + 62_167_219_200_000_000
      let instant = Instant(microseconds: Int64(state >> 1) % span - 62_167_219_200_000_000)
      #expect(Instant(rfc3339: instant.rfc3339) == instant, "seed \(seed)")
    }
  }

  @Test("As many fractional digits are written as there are")
  func fractions() {
    #expect(Instant(microseconds: 1_772_366_400_000_000).rfc3339 == "2026-03-01T12:00:00Z")
    #expect(Instant(microseconds: 1_772_366_400_250_000).rfc3339 == "2026-03-01T12:00:00.250Z")
    #expect(Instant(microseconds: 1_772_366_400_000_070).rfc3339 == "2026-03-01T12:00:00.000070Z")
    #expect(Instant(microseconds: -1).rfc3339 == "1969-12-31T23:59:59.999999Z")
    #expect(Instant(microseconds: -1).dateText == "1969-12-31")
    #expect(Instant(microseconds: -1).timeOfDayText == "23:59:59")
  }

  @Test(
    "The unit of a Unix time follows from its magnitude",
    arguments: [
      (0, 0), (1_772_366_400, 1_772_366_400_000_000), (1_772_366_400.25, 1_772_366_400_250_000),
      (1_772_366_400_250, 1_772_366_400_250_000), (1_772_366_400_250_000, 1_772_366_400_250_000),
      (1.77236640025e18, 1_772_366_400_250_000), (-86_400, -86_400_000_000), (99_999_999_999, 99_999_999_999_000_000),
      (100_000_000_000, 100_000_000_000_000),
    ] as [(Double, Int64)])
  func unixTimes(value: Double, microseconds: Int64) {
    #expect(Instant(unixTime: value)?.microseconds == microseconds)
  }

  @Test("A number that is no time is refused", arguments: [.nan, .infinity, -.infinity, 1e20, -1e20, 1e300, -6.3e10])
  func refusedNumbers(value: Double) {
    #expect(Instant(unixTime: value) == nil)
  }

  @Test("The slice of time that holds an instant starts at or before it")
  func floors() {
    let step = TimeSpan.minutes(5)
    #expect(Instant(seconds: 301).floored(to: step) == Instant(seconds: 300))
    #expect(Instant(seconds: 300).floored(to: step) == Instant(seconds: 300))
    #expect(Instant(microseconds: -1).floored(to: step) == Instant(seconds: -300))
    #expect(Instant(seconds: -300).floored(to: step) == Instant(seconds: -300))
  }
}
