import Foundation
import Testing

@testable import Engine

/// From lines to readings on counts of a real log, against figures that other libraries computed from the same rows.
@Suite struct CensusTests {
  private static let configuration = """
    model: employment
    task: binary
    inputs: {predictions: [predictions.jsonl], labels: [labels.jsonl]}
    fields: {timestamp: ts, id: id, prediction: served, score: score}
    labels: {id: id, value: label}
    positive: 1
    features:
      age: {path: age, kind: numeric}
      schooling: {path: schooling, kind: categorical}
      group: {path: group, kind: categorical}
    segments: [sex]
    fairness: [sex]
    baseline: baseline.json
    time: {pane: 24h, windows: [24h], lateness: 0s}
    rules: []
    """

  /// One row per count, and its label: the features are independent of each other and of the rest, so any order will do.
  private static func log(
    ages: [Int], schooling: [Int], groups: [Int], outcomes: CensusOutcomes.Outcomes, day: String
  ) throws -> (predictions: String, labels: String) {
    func values(_ counts: [Int]) -> [Int] { counts.enumerated().flatMap { Array(repeating: $0, count: $1) } }
    let (ages, schooling, groups, outcomes) = (values(ages), values(schooling), values(groups), outcomes.rows)
    try #require(ages.count == outcomes.count && schooling.count == outcomes.count && groups.count == outcomes.count)
    var (predictions, labels) = ("", "")
    for (row, outcome) in outcomes.enumerated() {
      predictions +=
        "{\"ts\":\"2024-03-\(day)T00:00:00Z\",\"id\":\"\(day)-\(row)\",\"age\":\(ages[row]).0,"
        + "\"schooling\":\"\(schooling[row])\",\"group\":\"\(groups[row] + 1)\",\"sex\":\"\(outcome.sex)\","
        + "\"served\":\(outcome.served),\"score\":\(outcome.score)}\n"
      labels += "{\"id\":\"\(day)-\(row)\",\"label\":\(outcome.label)}\n"
    }
    return (predictions, labels)
  }

  @Test("Each day's figures are those of NumPy, SciPy, scikit-learn, Evidently, Fairlearn and NannyML")
  func census() throws {
    let directory = try WorkingDirectory()
    try directory.write("leeway.yaml", Self.configuration)
    let reference = try Self.log(
      ages: CensusFigures.ages, schooling: CensusFigures.schooling, groups: CensusFigures.groups,
      outcomes: CensusOutcomes.reference, day: "01")
    try directory.write("reference.jsonl", reference.predictions)
    try directory.write("reference-labels.jsonl", reference.labels)
    var (predictions, labels) = ("", "")
    for (index, (day, scored)) in zip(CensusFigures.days, CensusOutcomes.days).enumerated() {
      let log = try Self.log(
        ages: day.ages, schooling: day.schooling, groups: day.groups, outcomes: scored.outcomes, day: "0\(index + 2)")
      predictions += log.predictions
      labels += log.labels
    }
    try directory.write("predictions.jsonl", predictions)
    try directory.write("labels.jsonl", labels)
    try directory.makeBaseline()
    let summary = try directory.replay()
    #expect(summary.records == 15_000 && summary.joined == 15_000 && summary.bad.isEmpty && summary.panesClosed == 3)

    let (values, pValues) = try Self.readings(in: directory)
    for (index, (day, scored)) in zip(CensusFigures.days, CensusOutcomes.days).enumerated() {
      let date = "2024-03-0\(index + 3)"
      func near(_ name: String, _ expected: Double, _ tolerance: Double, among found: [String: Double]? = nil) {
        let value = (found ?? values)["\(date) \(name)"]
        #expect(value.map { abs($0 - expected) <= tolerance } ?? false, "\(name): \(value ?? .nan), not \(expected)")
      }
      near("psi age", day.agePSI, 1e-6)
      near("ks age", day.ageKS, 1e-9)
      near("ks age", day.agePValue, 1e-9, among: pValues)
      near("wasserstein age", day.ageWasserstein, 0.005)
      near("psi schooling", day.schoolingPSI, 1e-6)
      near("js schooling", day.schoolingJS, 1e-6)
      near("chi2 schooling", day.schoolingChi2, 1e-6)
      near("chi2 schooling", day.schoolingPValue, 1e-9, among: pValues)
      near("psi group", day.groupPSI, 1e-6)
      near("js group", day.groupJS, 1e-6)
      near("chi2 group", day.groupChi2, 1e-6)
      near("chi2 group", day.groupPValue, 1e-9, among: pValues)
      near("accuracy ", day.accuracy, 1e-9)
      near("precision ", day.precision, 1e-9)
      near("recall ", day.recall, 1e-9)
      near("f1 ", day.f1, 1e-9)
      // Each of the 51 scores has a cell of its own, so that ranking is exact.
      for (name, expected) in scored.figures.sorted(by: { $0.key < $1.key }) {
        near(name, expected, name.hasPrefix("js") ? 1e-6 : 2e-9)
      }
    }
  }

  /// The values and p-values over all rows, by day, metric and feature.
  private static func readings(
    in directory: WorkingDirectory
  ) throws -> (values: [String: Double], pValues: [String: Double]) {
    var (values, pValues): ([String: Double], [String: Double]) = ([:], [:])
    for row in try directory.lines("out/readings.jsonl")
    where row["version"] as? String == "*" && row["segment"] as? String == "all" {
      guard let end = row["window_end"] as? String, let metric = row["metric"] as? String else { continue }
      let name = "\(end.prefix(10)) \(metric) \(row["feature"] as? String ?? "")"
      values[name] = row["value"] as? Double
      pValues[name] = row["p_value"] as? Double
    }
    return (values, pValues)
  }
}
