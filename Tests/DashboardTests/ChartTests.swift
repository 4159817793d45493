import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Charts")
struct ChartTests {
  private static func points(_ values: [Double?]) -> [History.Point] {
    values.enumerated().map {
      History.Point(time: Instant(seconds: Int64($0.offset) * 300), value: $0.element, level: .green)
    }
  }

  /// The rows in which a threshold is drawn.
  private static func rows(of scalar: Unicode.Scalar, _ chart: LineChart) -> [Int] {
    let glyphs = Glyphs(isUnicode: true)
    var canvas = Canvas(width: 30, height: 20)
    chart.draw(on: &canvas, in: canvas.bounds, glyphs: glyphs)
    return (0..<20).filter { y in (0..<30).contains { canvas[$0, y].base == scalar } }
  }

  @Test("A band with two sides shows both limits of each level, the red ones outside")
  func bothSides() throws {
    let limits = Limits(yellow: 0.264, red: 0.276, direction: .eitherWay, baseline: 0.24, center: 0.24)
    let chart = LineChart(points: Self.points([0.24, 0.241, 0.238]), limits: limits)
    let glyphs = Glyphs(isUnicode: true)
    let yellow = Self.rows(of: glyphs.yellowLine, chart)
    let red = Self.rows(of: glyphs.redLine, chart)
    try #require(yellow.count == 2 && red.count == 2)
    #expect(red[0] < yellow[0] && yellow[0] < yellow[1] && yellow[1] < red[1])
    let middle = try #require(chart.row(of: 0.24, height: 20))
    #expect((yellow[0]...yellow[1]).contains(middle))
  }

  @Test("Where more is worse the chart begins at zero and has one limit a level")
  func oneSide() {
    let chart = LineChart(
      points: Self.points([0.05, 0.3]), limits: Limits(yellow: 0.1, red: 0.2, direction: .higherIsWorse))
    let glyphs = Glyphs(isUnicode: true)
    #expect(chart.bottom == 0 && chart.row(of: 0, height: 20) == 19)
    #expect(Self.rows(of: glyphs.yellowLine, chart).count == 1 && Self.rows(of: glyphs.redLine, chart).count == 1)
  }

  @Test(
    "A chart reaches as far down as its line",
    arguments: [Limits?.none, Limits(yellow: 1, red: 2, direction: .eitherWay)])
  func negative(limits: Limits?) {
    let chart = LineChart(points: Self.points([-3, nil, 1, .nan]), limits: limits)
    #expect(chart.bottom < -3 && chart.row(of: -3, height: 20) != nil && chart.row(of: 1, height: 20) != nil)
  }

  @Test(
    "Of two values the one further from the middle of the band is the worse one",
    arguments: [
      (Metric.psi, 0.2, 0.1), (.rocAUC, 0.8, 0.9), (.kpi, 40_000, 49_000), (.kpi, 53_000, 40_000), (.meanShift, -2, 1),
    ])
  func worse(metric: Metric, bad: Double, good: Double) {
    let center = metric == .kpi ? 46_000.0 : 0
    let limits = Limits(yellow: 49_000, red: 52_000, direction: metric.direction, center: center)
    let series = TrendSeries(metric: metric, label: "")
    #expect(series.isWorse(bad, than: good, limits: limits) && !series.isWorse(good, than: bad, limits: limits))
  }
}
