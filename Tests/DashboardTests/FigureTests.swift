import Notation
import Readings
import Testing

@testable import Dashboard

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
      (.rocAUC, 0.8712, ".871"), (.latencyP99, 1912, "1.9s"), (.freshness, 15_120, "4h12m"), (.freshness, 2.41, "2.4s"),
      (.labelLagP95, 0, "0s"), (.labelLagP95, 59.7, "1m"), (.labelLagP50, 270_000, "3d3h"), (.kpi, 48_210, "48 210"),
      (.kpi, 0.0431, ".043"), (.cost, 1182.4, "1 182"), (.rmse, 12.34, "12.3"), (.chi2, 12_345, "12k"),
      (.chi2, 3.21, "3.2"), (.meanShift, 0.254, "+.25"), (.meanShift, -1.254, "-1.25"), (.meanShift, 0.0004, ".00"),
      (.calibrationBias, -0.0123, "-.012"), (.positiveRate, 0.24, "24%"), (.parseErrorRate, .nan, "nan"),
      (.freshness, .infinity, "inf"), (.health, 0.43, ".43"),
    ])
  func units(metric: Metric, value: Double, expected: String) {
    #expect(Figure.value(value, of: metric) == expected)
  }

  @Test("Every metric can be written in five columns, whatever its size", arguments: Metric.allCases)
  func narrow(metric: Metric) {
    for value in [0, 0.004, 0.31, 1.25, 12.3, 184, 1912, 48_210, 1_234_567, 12_345_678, 4e9, .nan, .infinity] {
      for signed in [value, -value] {
        let text = Figure.value(signed, of: metric, width: 5)
        let isRate = text.hasSuffix("%") || text.hasSuffix("/s")
        #expect(columns(of: text) <= 5 || isRate || metric.family == .service || metric.family == .labels, "\(text)")
      }
    }
  }

  @Test(
    "A figure in little room loses digits before it loses its unit",
    arguments: [
      (Metric.labelLagP95, 1e6, 5, "11d"), (.freshness, 15_120, 5, "4h12m"), (.freshness, 15_120, 4, "4h"),
      (.kpi, 48_210, 4, "48k"), (.meanShift, -1.254, 4, "-1.3"), (.rocAUC, 0.8712, 3, ".87"),
      (.latencyP99, 100_000, 3, "1m"),
    ])
  func littleRoom(metric: Metric, value: Double, width: Int, expected: String) {
    #expect(Figure.value(value, of: metric, width: width) == expected)
  }

  @Test(
    "Probabilities say no more than they know",
    arguments: [(0.34, ".34"), (0.0123, ".012"), (0.0009, "<.001"), (0, "<.001"), (1, "1.00"), (0.0999, ".10")])
  func probabilities(value: Double, expected: String) {
    #expect(Figure.probability(value) == expected)
  }

  @Test("Limits say on which side a level begins")
  func limits() {
    let glyphs = Glyphs(isUnicode: true)
    let upper = Limits(yellow: 0.1, red: 0.2, direction: .higherIsWorse)
    #expect(upper.text(.red, of: .psi, glyphs: glyphs) == ">.20")
    let lower = Limits(yellow: 0.872, red: nil, direction: .lowerIsWorse)
    #expect(lower.text(.yellow, of: .rocAUC, glyphs: glyphs) == "<.872")
    #expect(lower.text(.red, of: .rocAUC, glyphs: glyphs).isEmpty)
    let about = Limits(yellow: 0.25, red: 0.5, direction: .eitherWay)
    #expect(about.text(.yellow, of: .meanShift, glyphs: glyphs) == "±.25")
    let around = Limits(yellow: 49_000, red: 52_000, direction: .eitherWay, baseline: 46_000, center: 46_000)
    #expect(around.text(.red, of: .kpi, glyphs: glyphs) == "<40k >52k")
  }

  @Test("Text is wrapped at spaces, within its width", arguments: [0, 1, 5, 9, 40])
  func wrapping(width: Int) {
    let text = "the relation of 入力と結果 has   changed"
    let lines = text.wrapped(width, glyphs: Glyphs(isUnicode: true))
    #expect(lines.allSatisfy { columns(of: $0) <= width })
    #expect(lines.isEmpty == (width == 0))
    if width == 40 { #expect(lines == ["the relation of 入力と結果 has changed"]) }
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
