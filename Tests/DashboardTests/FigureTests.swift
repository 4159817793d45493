import Dashboard
import Notation
import Readings
import Testing

@Suite("Figures")
struct FigureTests {
  @Test(
    "Decimals have no leading zero and no needless digits",
    arguments: [
      (0.31, ".31"), (0.0, ".00"), (-0.02, "-.02"), (-0.001, ".00"), (1.254, "1.25"), (12.34, "12.3"), (123.4, "123"),
      (12_345.0, "12k"), (.nan, "nan"), (-.infinity, "-inf"), (0.996, "1.00"),
    ])
  func decimals(value: Double, expected: String) {
    #expect(Figure.decimal(value) == expected)
  }

  @Test(
    "Rates are percentages",
    arguments: [
      (0.041, "4.1%"), (0.008, ".8%"), (0.31, "31%"), (1, "100%"), (0, "0%"), (0.0004, ".04%"), (0.0995, "10%"),
    ])
  func percentages(value: Double, expected: String) {
    #expect(Figure.percent(value) == expected)
  }

  @Test(
    "Counts are grouped in threes",
    arguments: [
      (0, "0"), (812, "812"), (4812, "4 812"), (118_204, "118 204"), (9_999_999, "9 999 999"), (12_300_000, "12M"),
      (-4812, "-4 812"), (Int.min, "-9223372T"),
    ])
  func counts(value: Int, expected: String) {
    #expect(Figure.count(value) == expected)
  }

  @Test(
    "Short counts carry a unit",
    arguments: [
      (0.0, "0"), (7.25, "7.3"), (812, "812"), (999.6, "1.0k"), (1912, "1.9k"), (48_120, "48k"), (1_204_000, "1.2M"),
    ])
  func shortCounts(value: Double, expected: String) {
    #expect(Figure.short(value) == expected)
  }

  @Test(
    "Metrics bring their units",
    arguments: [
      (Metric.latencyP99, 184.2, "184ms"), (.throughput, 1912, "1.9k/s"), (.nullRate, 0.041, "4.1%"),
      (.psi, 0.312, ".31"),
      (.rocAUC, 0.8712, ".871"),
    ])
  func units(metric: Metric, value: Double, expected: String) {
    #expect(Figure.value(value, of: metric) == expected)
  }

  @Test(
    "A level lasts since the newest point that was better",
    arguments: [
      ([Level.green, .yellow, .red, .red], Level.red, 2), ([.red, .green, .yellow, .yellow], .yellow, 2),
      ([.yellow, .red, .yellow], .yellow, 0),
    ] as [([Level], Level, Int64)])
  func since(levels: [Level], level: Level, expected: Int64) {
    let points = levels.enumerated().map {
      History.Point(time: Instant(seconds: Int64($0.offset)), value: 0.1, level: $0.element)
    }
    #expect(History(points: points).lastCrossing(to: level) == Instant(seconds: expected))
    #expect(History(points: points).lastCrossing(to: .green) == nil)
  }
}
