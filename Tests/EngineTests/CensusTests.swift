import Foundation
import Testing

@testable import Engine

/// From lines to readings on counts of a real log, against figures that other libraries computed from the same rows.
@Suite struct CensusTests {
  private static let configuration = """
    model: employment
    task: binary
    inputs: {predictions: [predictions.jsonl], labels: [labels.jsonl]}
    fields: {timestamp: ts, id: id, prediction: served}
    labels: {id: id, value: label}
    positive: 1
    features:
      age: {path: age, kind: numeric}
      schooling: {path: schooling, kind: categorical}
      group: {path: group, kind: categorical}
    baseline: baseline.json
    time: {pane: 24h, windows: [24h], lateness: 0s}
    rules: []
    """

  /// One row per count: the columns are independent of each other, so any order will do.
  private static func rows(ages: [Int], schooling: [Int], groups: [Int], day: String) -> [String] {
    func values(_ counts: [Int]) -> [Int] { counts.enumerated().flatMap { Array(repeating: $0, count: $1) } }
    let (ages, schooling, groups) = (values(ages), values(schooling), values(groups))
    return ages.indices.map { row in
      "{\"ts\":\"2024-03-\(day)T00:00:00Z\",\"id\":\"\(day)-\(row)\",\"age\":\(ages[row]).0,"
        + "\"schooling\":\"\(schooling[row])\",\"group\":\"\(groups[row] + 1)\""
    }
  }

  @Test("Each day's drift and performance are those of NumPy, SciPy, Evidently and NannyML")
  func census() throws {
    let directory = try WorkingDirectory()
    try directory.write("leeway.yaml", Self.configuration)
    let reference = Self.rows(
      ages: CensusFigures.ages, schooling: CensusFigures.schooling, groups: CensusFigures.groups, day: "01")
    try directory.write("reference.jsonl", reference.map { $0 + ",\"served\":0}\n" }.joined())
    var predictions = ""
    var labels = ""
    for (index, day) in CensusFigures.days.enumerated() {
      let name = "0\(index + 2)"
      let outcomes =
        Array(repeating: (1, 1), count: day.truePositives) + Array(repeating: (1, 0), count: day.falsePositives)
        + Array(repeating: (0, 0), count: day.trueNegatives) + Array(repeating: (0, 1), count: day.falseNegatives)
      let rows = Self.rows(ages: day.ages, schooling: day.schooling, groups: day.groups, day: name)
      try #require(rows.count == outcomes.count, "day \(index)")
      for (row, (served, label)) in outcomes.enumerated() {
        predictions += rows[row] + ",\"served\":\(served)}\n"
        labels += "{\"id\":\"\(name)-\(row)\",\"label\":\(label)}\n"
      }
    }
    try directory.write("predictions.jsonl", predictions)
    try directory.write("labels.jsonl", labels)
    try directory.makeBaseline()
    let summary = try directory.replay()
    #expect(summary.records == 15_000 && summary.joined == 15_000 && summary.bad.isEmpty && summary.panesClosed == 3)

    var values: [String: Double] = [:]
    for row in try directory.lines("out/readings.jsonl") where row["version"] as? String == "*" {
      guard let end = row["window_end"] as? String, let metric = row["metric"] as? String else { continue }
      values["\(end.prefix(10)) \(metric) \(row["feature"] as? String ?? "")"] = row["value"] as? Double
    }
    for (index, day) in CensusFigures.days.enumerated() {
      func near(_ name: String, _ expected: Double, _ tolerance: Double) {
        let value = values["2024-03-0\(index + 3) \(name)"]
        #expect(value.map { abs($0 - expected) <= tolerance } ?? false, "\(name): \(value ?? .nan), not \(expected)")
      }
      near("psi age", day.agePSI, 1e-6)
      near("ks age", day.ageKS, 1e-9)
      near("psi schooling", day.schoolingPSI, 1e-6)
      near("psi group", day.groupPSI, 1e-6)
      near("accuracy ", day.accuracy, 1e-9)
      near("precision ", day.precision, 1e-9)
      near("recall ", day.recall, 1e-9)
      near("f1 ", day.f1, 1e-9)
    }
  }
}
