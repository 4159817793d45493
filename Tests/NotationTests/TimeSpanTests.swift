import Notation
import Testing

@Suite("Time spans")
struct TimeSpanTests {
  @Test(
    "Units are read and written",
    arguments: [
      ("250ms", 250_000, "250ms"), ("90s", 90_000_000, "1m30s"), ("5m", 300_000_000, "5m"),
      ("1h30m", 5_400_000_000, "1h30m"),
      ("7d", 604_800_000_000, "7d"), ("2w", 1_209_600_000_000, "14d"), ("0", 0, "0"), ("0s", 0, "0"), ("3us", 3, "3us"),
    ] as [(String, Int64, String)])
  func reads(text: String, microseconds: Int64, written: String) {
    #expect(TimeSpan(text)?.microseconds == microseconds)
    #expect(TimeSpan(microseconds: microseconds).text == written)
  }

  @Test(
    "What is no span is refused",
    arguments: ["", "5", "m", "-5m", "5 m", "5x", "1.5h", "5mm5", "99999999999999999999s", "9999999999999w", "٥m"])
  func refuses(text: String) {
    #expect(TimeSpan(text) == nil)
  }

  @Test("For people, two units are enough")
  func rough() {
    #expect(
      [36, 1200, 7080, 3600, 273_600, -4].map { TimeSpan(seconds: $0).roughText } == [
        "36s", "20m", "1h58m", "1h", "3d4h", "0s",
      ])
  }
}
