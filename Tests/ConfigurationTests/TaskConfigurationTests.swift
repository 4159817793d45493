import Alerting
import Foundation
import Readings
import Records
import Testing
import Windows

@testable import Configuration

@Suite("Tasks and what goes with them")
struct TaskConfigurationTests {
  private func load(_ text: String, rules: String = "groups: []\n") throws -> WatchConfiguration {
    let directory = try TemporaryDirectory()
    try directory.write(text, to: "leeway.yaml")
    try directory.write(rules, to: "AlertRules/rules.yaml")
    let diagnostics = Diagnostics()
    let configuration = WatchConfiguration.load(
      file: directory.path + "/leeway.yaml", environment: [:], into: diagnostics)
    #expect(diagnostics.sorted.map(\.text) == [])
    return try #require(configuration)
  }

  private func path(_ text: String) throws -> FieldPath { try #require(FieldPath(text)) }

  private static let binary = """
    model: m
    task: binary
    positive: yes
    inputs: {predictions: [p.jsonl], labels: [l.jsonl]}
    fields:
      timestamp: ts
      id: id
      prediction: p
      score: s
      override: review.decision
      latency_ms: ms
      status: st
    labels: {id: id, value: v}
    cost: {false_positive: 1, false_negative: 5, beta: 2}
    features:
      age: {path: f.age, kind: numeric, range: [18, 100]}
      balance: {kind: numeric, range: [-1.5, 0]}
      channel: {kind: categorical}
    segments: [sex]
    fairness: [sex, [sex, age_band]]
    kpis:
      engagement: {path: clicked}
      revenue: {label_path: order.revenue}
    gradient:
      mean_shift: {yellow: "± 0.25", red: "+/- 0.5"}
      positive_rate: {yellow: "baseline ± 12%"}
      "kpi:engagement": {yellow: "< baseline - 5%", red: "< baseline - 10%"}
      health: {yellow: "< 0.8", red: "< 0.6"}
    exceptions:
      - {segment: "sex=*", "kpi:engagement": {yellow: "< baseline - 20%"}}
      - {feature: "@score", mean_shift: {yellow: "> 1"}}
    health: {weights: {psi: 0.3, roc_auc: 0.5, "kpi:engagement": 0.2}}

    """

  @Test("every key of a binary task gives its value")
  func binary() throws {
    let configuration = try load(Self.binary)
    #expect(configuration.schema.task == .binary(positive: "yes"))
    #expect(configuration.labelSchema?.task == .binary(positive: "yes"))
    #expect(configuration.schema.override == FieldPath("review.decision"))
    #expect(configuration.schema.features.map(\.range) == [18...100, -1.5...0, nil])
    #expect(
      configuration.schema.kpis == [KPIField(name: "engagement", source: .predictions, path: try path("clicked"))])
    #expect(
      configuration.labelSchema?.kpis
        == [KPIField(name: "revenue", source: .labels, path: try path("order.revenue"))])
    #expect(configuration.cellPlan.costs == ErrorCosts(falsePositive: 1, falseNegative: 5))
    #expect(configuration.cellPlan.beta == 2)
    #expect(configuration.cellPlan.segments == [[], [0], [1], [0, 1]])
    #expect(configuration.cellPlan.fairness == [[0], [0, 1]])
    #expect(
      configuration.health
        == HealthWeights([
          .init(.psi, weight: 0.3), .init(.rocAUC, weight: 0.5), .init(.kpi, kpi: "engagement", weight: 0.2),
        ]))
    let gradient = configuration.gradient
    #expect(
      gradient.bands[.meanShift]
        == GradientBand(yellow: Threshold(.outside, .absolute(0.25)), red: Threshold(.outside, .absolute(0.5))))
    #expect(gradient.bands[.positiveRate] == GradientBand(yellow: Threshold(.outside, .percent(12)), red: nil))
    #expect(gradient.bands[.health]?.red == Threshold(.below, .absolute(0.6)))
    #expect(gradient.bands[.kpi] == nil)
  }

  @Test("a business figure in the gradient has a band of its own, after the exceptions")
  func figureBands() throws {
    let gradient = try load(Self.binary).gradient
    func yellow(_ name: String, _ segment: String) -> String? {
      SeriesGradient(gradient, key: SeriesKey(metric: .kpi, segment: segment, feature: name, window: "1h"))
        .band?.yellow?.text
    }
    #expect(yellow("engagement", "all") == "< baseline - 5%")
    #expect(yellow("engagement", "sex=f") == "< baseline - 20%")
    #expect(yellow("revenue", "all") == nil)
  }

  @Test("a crossed attribute takes the order that its segment has")
  func crossedOrder() throws {
    let configuration = try load(
      """
      model: m
      inputs: {predictions: [p.jsonl]}
      fields: {timestamp: ts, prediction: p}
      segments: [sex, age_band, [age_band, sex]]
      fairness: [[sex, age_band]]
      """)
    #expect(configuration.cellPlan.segments == [[], [0], [1], [1, 0]])
    #expect(configuration.cellPlan.fairness == [[1, 0]])
  }

  @Test("metrics that are left out are not measured")
  func leftOut() throws {
    let plan = try load(
      """
      model: m
      inputs: {predictions: [p.jsonl]}
      fields: {timestamp: ts, prediction: p}
      metrics: {leave_out: [chi2, wasserstein]}
      """
    ).cellPlan
    // The log says nothing of failures and overrides.
    #expect(plan.leftOut == [.chi2, .wasserstein, .errorRate, .overrideRate])
  }

  @Test(
    "each part of cost may stand alone; the error that is left out costs 1",
    arguments: [
      ("{false_negative: 5}", ErrorCosts(falsePositive: 1, falseNegative: 5), nil),
      ("{false_positive: 0}", ErrorCosts(falsePositive: 0, falseNegative: 1), nil),
      ("{beta: 0.5}", nil, 0.5),
    ] as [(String, ErrorCosts?, Double?)])
  func partialCost(text: String, costs: ErrorCosts?, beta: Double?) throws {
    let plan = try load(
      "model: m\ninputs: {predictions: [p.jsonl]}\nfields: {timestamp: ts, prediction: p}\ncost: \(text)\n"
    ).cellPlan
    #expect(plan.costs == costs)
    #expect(plan.beta == beta)
  }

  @Test("a task of several classes has them, and a score for each")
  func multiclass() throws {
    let configuration = try load(
      """
      model: m
      task: multiclass
      classes: [low, 2, true]
      inputs: {predictions: [p.jsonl], labels: [l.jsonl]}
      fields: {timestamp: ts, id: id, prediction: p, score: scores}
      labels: {id: id, value: v}
      gradient: {f1_macro: {yellow: "< baseline - 2%"}, roc_auc_ovr: {red: "< 0.7"}}
      health: {weights: {f1_macro: 1, psi: 1}}
      """,
      rules: """
        groups:
          - name: g
            rules:
              - {alert: A, metric: roc_auc_ovr, window: 1h, red: {}}
              - {alert: B, metric: unseen_rate, features: ["@prediction", "@label"], window: 1h, red: {}}
              - {alert: C, metric: ks, features: "@score", window: 1h, red: {}}
        """)
    #expect(configuration.schema.task == .multiclass(classes: ["low", "2", "true"]))
    #expect(configuration.labelSchema?.task == .multiclass(classes: ["low", "2", "true"]))
    #expect(configuration.schema.score == FieldPath("scores"))
    #expect(configuration.rules.map(\.metric) == [.rocAUCOneVersusRest, .unseenRate, .ks])
  }

  @Test("a regression has the drift of its numbers, known ones too")
  func regression() throws {
    let configuration = try load(
      """
      model: m
      task: regression
      inputs: {predictions: [p.jsonl], labels: [l.jsonl]}
      fields: {timestamp: ts, id: id, prediction: p}
      labels: {id: id, value: v}
      gradient: {bias: {yellow: "± 2", red: "± 5"}, r2: {yellow: "< baseline - 0.1"}}
      """,
      rules: """
        groups:
          - name: g
            rules:
              - {alert: A, metric: bias, window: 1h, yellow: {for: 5m}, red: {clear: "± 4"}}
              - {alert: B, metric: wasserstein, features: ["@residual"], window: 1h, red: {at: "> 0.5"}}
              - {alert: C, metric: out_of_range_rate, features: ["@prediction"], window: 1h, red: {}}
              - {alert: D, metric: rmse, window: 1h, yellow: {}}
        """)
    #expect(configuration.schema.task == .regression)
    #expect(configuration.schema.score == nil)
    #expect(configuration.rules.map(\.metric) == [.bias, .wasserstein, .outOfRangeRate, .rmse])
    #expect(configuration.rules.first?.red?.clear == Threshold(.outside, .absolute(4)))
  }

  @Test("rules name business figures and the health score")
  func ruleNames() throws {
    let configuration = try load(
      Self.binary,
      rules: """
        groups:
          - name: g
            rules:
              - {alert: A, metric: "kpi:engagement", segments: ["all", "sex=*"], window: 1h, yellow: {}}
              - {alert: B, metric: "kpi:revenue", features: "*", window: 24h, red: {at: "baseline ± 10%", clear: "baseline ± 5%"}}
              - {alert: C, metric: health, window: 1h, red: {for: 10m}}
              - {alert: D, metric: override_rate, window: 1h, red: {at: "> 5%"}}
              - {alert: E, metric: cost, window: 24h, red: {}}
              - {alert: F, metric: fbeta, window: 24h, red: {}}
              - {alert: G, metric: demographic_parity_ratio, features: "sex,age_band", window: 24h, red: {}}
        """)
    #expect(
      configuration.rules.map(\.metric) == [
        .kpi, .kpi, .health, .overrideRate, .cost, .fbeta, .demographicParityRatio,
      ])
    #expect(configuration.rules.prefix(2).map(\.features) == [["engagement"], ["revenue"]])
  }

  @Test("every metric can be named in the gradient of some task", arguments: TaskKind.allCases)
  func everyMetric(task: TaskKind) throws {
    let metrics = Metric.allCases.filter { $0 != .kpi && $0.tasks.contains(task) }
    let lines = metrics.map { metric in
      let threshold =
        switch metric.direction {
        case .higherIsWorse: "> 0.5"
        case .lowerIsWorse: "< 0.5"
        case .eitherWay: metric.isCenteredOnZero ? "± 0.5" : "baseline ± 5%"
        }
      return "  \(metric.rawValue): {yellow: \"\(threshold)\"}"
    }
    let configuration = try load(
      """
      model: m
      task: \(task.rawValue)
      \(task == .multiclass ? "classes: [a, b]" : "")
      inputs: {predictions: [p.jsonl]}
      fields: {timestamp: ts, prediction: p}
      features: {x: {kind: numeric}}
      health: {weights: {psi: 1}}
      gradient:
      \(lines.joined(separator: "\n"))
      """)
    for metric in metrics { #expect(configuration.gradient.bands[metric]?.red == nil, "\(metric)") }
    #expect(
      Set(Metric.allCases).subtracting(
        TaskKind.allCases.flatMap { kind in
          Metric.allCases.filter { $0.tasks.contains(kind) }
        }
      ).isEmpty)
  }
}
