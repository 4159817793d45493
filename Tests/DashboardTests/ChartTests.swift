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

  /// The rows of a small chart, as text.
  private static func picture(_ chart: LineChart, isUnicode: Bool = true) -> [String] {
    var canvas = Canvas(width: 20, height: 6, isUnicode: isUnicode)
    chart.draw(on: &canvas, in: canvas.bounds, glyphs: Glyphs(isUnicode: isUnicode))
    return canvas.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("A flat line can be seen, wherever it lies", arguments: [0, 0.5, -2, 1e300, 1e-300])
  func flat(value: Double) {
    for scale in [LineChart.Scale.fromZero, .close] {
      let chart = LineChart(points: Self.points(Array(repeating: value, count: 30)), limits: nil, scale: scale)
      #expect(Self.picture(chart).contains { $0.count == 20 && !$0.contains(" ") }, "\(scale)")
      #expect(Self.picture(chart, isUnicode: false).contains(String(repeating: "*", count: 20)), "\(scale)")
    }
  }

  @Test("One point, and a point without neighbours, is a stroke")
  func alone() {
    let one = Self.picture(LineChart(points: Self.points([0.4]), limits: nil)).joined()
    #expect(one.unicodeScalars.contains { $0.value > 0x2800 })
    let values: [Double?] = [nil, nil, 0.4, nil, nil]
    let middle = Self.picture(LineChart(points: Self.points(values), limits: nil)).joined()
    #expect(middle.unicodeScalars.filter { $0.value > 0x2800 }.count >= 1)
    #expect(Self.picture(LineChart(points: Self.points([nil, .nan]), limits: nil)).allSatisfy { $0.isEmpty })
    #expect(Self.picture(LineChart(points: [], limits: nil)).allSatisfy { $0.isEmpty })
  }

  @Test("A close scale holds the line, the reference and yellow, but not a red that would flatten it")
  func close() {
    let near = Limits(yellow: 0.87, red: 0.83, direction: .lowerIsWorse, baseline: 0.9)
    let far = Limits(yellow: 0.87, red: -5, direction: .lowerIsWorse, baseline: 0.9)
    for limits in [near, far] {
      let chart = LineChart(
        points: Self.points([0.9, 0.88, 0.91]), limits: limits, scale: .close, reference: limits.baseline)
      #expect(chart.row(of: 0.87, height: 10) != nil && chart.row(of: 0.9, height: 10) != nil)
      #expect((chart.row(of: limits.red ?? 0, height: 10) != nil) == (limits.red == 0.83))
      #expect(chart.bottom > -0.1)
    }
  }

  @Test("An interval is a stipple behind the line, and thresholds are never covered by it")
  func band() {
    let points = (0..<40).map {
      History.Point(time: Instant(seconds: Int64($0) * 300), value: 0.9, level: .green, low: 0.8, high: 1)
    }
    let limits = Limits(yellow: 0.85, red: 0.5, direction: .lowerIsWorse)
    let rows = Self.picture(LineChart(points: points, limits: limits, scale: .close))
    #expect(rows.contains(String(repeating: "┄", count: 20)))
    #expect(rows.contains { $0.contains("⠡") })
    let ascii = Self.picture(LineChart(points: points, limits: limits, scale: .close), isUnicode: false)
    #expect(ascii.contains { $0.contains(":::") } && ascii.contains(String(repeating: "-", count: 20)))
  }

  @Test("What labels can still change is broken and dim")
  func provisional() {
    let points = (0..<40).map {
      History.Point(time: Instant(seconds: Int64($0) * 300), value: 0.9, level: .green, isFinal: $0 < 20)
    }
    var canvas = Canvas(width: 20, height: 4, isUnicode: true)
    LineChart(points: points, limits: nil).draw(on: &canvas, in: canvas.bounds, glyphs: Glyphs(isUnicode: true))
    let row = (0..<4).first { canvas[0, $0].base != " " } ?? 0
    #expect(!canvas[2, row].style.isFaint && canvas[17, row].style.isFaint)
    #expect(Set((2..<8).map { canvas[$0, row].base }).count == 1)
    #expect(Set((12..<19).map { canvas[$0, row].base }).count > 1)
  }

  @Test("A second line is drawn where its points are contemporaries of the first")
  func companion() {
    let points = Self.points(Array(repeating: 0.9, count: 20))
    let chart = LineChart(
      points: points, limits: nil, scale: .close,
      companion: points.suffix(5).map { History.Point(time: $0.time, value: 0.8, level: .green) }
        + [History.Point(time: Instant(seconds: 7), value: 0.8, level: .green)])
    let rows = Self.picture(chart, isUnicode: false)
    let second = rows.first { $0.contains("o") } ?? ""
    #expect(second.filter { $0 == "o" }.count == 5 && second.hasSuffix("o"))
  }

  @Test("Nothing traps on the oddest figures")
  func odd() {
    let values: [Double?] = [1e300, -1e300, .greatestFiniteMagnitude, 0, nil, .nan, .infinity, -.infinity, 1e-300]
    for limit in values {
      let points = values.enumerated().map { index, value in
        History.Point(
          time: Instant(seconds: Int64(index)), value: value, level: .red, low: values[8 - index],
          high: values[index], isFinal: index % 2 == 0)
      }
      for direction in [Metric.Direction.higherIsWorse, .lowerIsWorse, .eitherWay] {
        let limits = Limits(yellow: limit, red: limit, direction: direction, baseline: limit, center: limit ?? 0)
        for scale in [LineChart.Scale.fromZero, .close] {
          _ = Self.picture(
            LineChart(points: points, limits: limits, cursor: 3, scale: scale, reference: limit, companion: points))
        }
      }
    }
  }
}
