import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Health score")
struct HealthScoreTests {
  private static let weights = HealthWeights([
    .init(.psi, weight: 0.3), .init(.rocAUC, weight: 0.5), .init(.kpi, kpi: "revenue", weight: 0.2),
  ])

  private func meter(
    _ weights: HealthWeights = Self.weights, windows: [String] = ["1h"], gradient: Gradient = .standard
  ) -> HealthMeter {
    HealthMeter(weights: weights, windows: windows, gradient: gradient, context: GradingContext(minSamples: 1))
  }

  private func part(
    _ metric: Metric, _ feature: String? = nil, grade: Double?, n: Int = 1000, level: Level = .green,
    segment: String = "all", version: String = "*", window: String = "1h", at end: Instant = minute(0)
  ) -> Reading {
    Reading(
      key: SeriesKey(metric: metric, version: version, segment: segment, feature: feature, window: window),
      windowStart: end - .hours(1), windowEnd: end, value: 0.5, n: n, level: level, grade: grade)
  }

  @Test(
    "A metric counts 1 at the baseline, 0.5 at yellow, 0 at red and beyond",
    arguments: [(0, 1), (0.5, 0.75), (1, 0.5), (1.5, 0.25), (2, 0), (7, 0)] as [(Double, Double)])
  func scores(grade: Double, score: Double) {
    var meter = meter(HealthWeights([.init(.psi, weight: 3)]))
    let readings = meter.readings(of: [part(.psi, "age", grade: grade)])
    #expect(readings.map(\.value) == [score])
    #expect(readings.map(\.key) == [SeriesKey(metric: .health, window: "1h")])
    #expect(readings.map(\.level) == [.green])
  }

  // By hand: 0.3 · 0.5 + 0.5 · 0.9 + 0.2 · 0 = 0.6.
  @Test("The parts are weighted")
  func weighted() throws {
    var meter = meter()
    let readings = meter.readings(of: [
      part(.psi, "age", grade: 1, n: 900), part(.rocAUC, grade: 0.2, n: 400, at: minute(5)),
      part(.kpi, "revenue", grade: 2.5, n: 700),
    ])
    let reading = try #require(readings.first)
    #expect(abs(try #require(reading.value) - 0.6) < 1e-12)
    #expect(reading.n == 400)
    #expect(reading.windowEnd == minute(5))
    let score = try #require(meter.scores.first ?? nil)
    #expect(score.parts.map(\.key.metric) == [.psi, .rocAUC, .kpi])
    #expect(score.parts.map(\.score) == [0.5, 0.9, 0])
    #expect(score.parts.map(\.weight) == [0.3, 0.5, 0.2])
  }

  @Test("Of several series the worst counts, of all traffic and all versions alone")
  func worst() throws {
    let readings = [
      part(.psi, "income", grade: 0.4, n: 300), part(.psi, "age", grade: 1.6), part(.psi, "@score", grade: 1.2, n: 20),
      part(.psi, "age", grade: 9, segment: "region=apac"), part(.psi, "age", grade: 9, version: "v2"),
      part(.psi, "age", grade: 9, window: "24h"), part(.ks, "age", grade: 9), part(.kpi, "engagement", grade: 9),
    ]
    for order in [readings, readings.reversed()] {
      var meter = meter()
      let found = try #require(meter.readings(of: order).first)
      #expect(abs(try #require(found.value) - 0.2) < 1e-12)
      #expect(found.n == 1000)
      #expect((meter.scores.first ?? nil)?.parts.map(\.key.feature) == ["age"])
    }
  }

  @Test("What is not graded is left out, and the weights are shared anew")
  func sharedAnew() throws {
    var meter = meter()
    let found = try #require(
      meter.readings(of: [
        part(.psi, "age", grade: 1), part(.rocAUC, grade: nil, n: 3, level: .insufficient),
        part(.kpi, "revenue", grade: 0),
      ]).first)
    // By hand: (0.3 · 0.5 + 0.2 · 1) / 0.5 = 0.7.
    #expect(abs(try #require(found.value) - 0.7) < 1e-12)
    #expect(found.n == 1000)
  }

  @Test("Without a graded part there is no figure")
  func noFigure() throws {
    var meter = meter()
    #expect(meter.readings(of: []).isEmpty)
    let few = meter.readings(of: [part(.psi, "age", grade: nil, n: 3, level: .insufficient)])
    #expect(few.map(\.level) == [.insufficient])
    #expect(few.map(\.value) == [nil])
    #expect(few.map(\.n) == [3])
    let none = meter.readings(of: [part(.psi, "age", grade: nil, n: 0, level: .nodata)])
    #expect(none.map(\.level) == [.nodata])
  }

  @Test("Each window has a score of its own, in configured order")
  func windows() {
    var meter = meter(windows: ["1h", "24h", "7d"])
    let readings = meter.readings(of: [
      part(.psi, "age", grade: 2, window: "24h"), part(.psi, "age", grade: 1, window: "1h"),
    ])
    #expect(readings.map(\.key.window) == ["1h", "24h"])
    #expect(readings.map(\.value) == [0.5, 0])
    #expect(meter.scores.map { $0 == nil } == [false, false, true])
  }

  @Test("The score has levels where the gradient has a band for it")
  func band() {
    var gradient = Gradient.standard
    gradient.bands[.health] = GradientBand(
      yellow: Threshold(.below, .absolute(0.8)), red: Threshold(.below, .absolute(0.5)))
    for (grade, level) in [(0.1, Level.green), (0.6, .yellow), (1.5, .red)] {
      var meter = meter(gradient: gradient)
      #expect(meter.readings(of: [part(.psi, "age", grade: grade)]).map(\.level) == [level])
    }
  }

  @Test("A meter that has seen other orders gives what a new one gives", arguments: [7, 11] as [UInt64])
  func cache(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var used = meter(windows: ["1h", "24h"])
    for _ in 0..<200 {
      let count = Int(generator.next() % 12)
      let readings = (0..<count).map { index in
        part(
          [.psi, .rocAUC, .kpi, .ks][Int(generator.next() % 4)],
          ["revenue", "age", "income"][Int(generator.next() % 3)],
          grade: generator.next() % 4 == 0 ? nil : Double(generator.next() % 1000) / 400,
          n: Int(generator.next() % 500),
          segment: generator.next() % 3 == 0 ? "region=eu" : "all",
          window: generator.next() % 2 == 0 ? "1h" : "24h")
      }
      var fresh = meter(windows: ["1h", "24h"])
      #expect(used.readings(of: readings) == fresh.readings(of: readings), "seed \(seed)")
      for score in used.scores.compactMap({ $0 }) {
        if let value = score.value { #expect((0...1).contains(value), "seed \(seed)") }
        if !score.parts.isEmpty { #expect(abs(score.parts.reduce(0) { $0 + $1.weight } - 1) < 1e-12) }
      }
    }
  }
}
