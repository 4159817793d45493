import Notation
import Testing

@testable import Engine

@Suite("Retry-After")
struct RetryAfterTests {
  /// Seconds after ``noon``.
  private func seconds(_ text: String) -> Double? {
    RetryAfter.instant(text, now: noon).map { ($0 - noon).seconds }
  }

  @Test(
    "Seconds count from the answer, up to a day",
    arguments: [
      ("120", 120), (" 7 ", 7), ("86400", 86_400), ("86401", 86_400), ("99999999999999999999999", 86_400), ("0", nil),
    ] as [(String, Double?)])
  func inSeconds(text: String, expected: Double?) {
    #expect(seconds(text) == expected)
  }

  // noon is 2026-03-01T12:00:00.25Z, a Sunday.
  @Test(
    "A date is taken as it is, up to a day ahead",
    arguments: [
      ("Sun, 01 Mar 2026 12:01:00 GMT", 59.75), ("Sun,  1 Mar 2026 12:01:00 GMT", 59.75),
      ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400), ("Sun, 01 Mar 2026 12:00:00 GMT", nil),
      ("Sun, 06 Nov 1994 08:49:37 GMT", nil),
    ] as [(String, Double?)])
  func asDate(text: String, expected: Double?) {
    #expect(seconds(text) == expected)
  }

  @Test(
    "Anything else says nothing",
    arguments: [
      "", "soon", "-5", "1.5", "1e3", "٣", "Sun, 31 Feb 2026 12:01:00 GMT", "Sun, 01 Foo 2026 12:01:00 GMT",
      "Sun, 01 Mar 2026 12:01:00 CET", "Sun, 01 Mar 2026 12:01 GMT", "Sun, -1 Mar 2026 12:01:00 GMT",
      "Sun, 99999999999999999999 Mar 2026 12:01:00 GMT", "2026-03-01T12:01:00Z", "Sun, 01 Mar 26 12:01:00 GMT",
    ])
  func nothing(text: String) {
    #expect(seconds(text) == nil)
  }
}
