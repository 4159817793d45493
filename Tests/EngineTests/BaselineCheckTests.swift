import Configuration
import Notation
import Records
import Testing
import Windows

@testable import Engine

@Suite struct BaselineCheckTests {
  /// A configuration of the sample's columns.
  private static func configuration(_ task: PredictionTask) throws -> WatchConfiguration {
    let directory = try WorkingDirectory()
    try directory.write("leeway.yaml", DriftingLog.configuration)
    var configuration = try directory.configuration()
    configuration.schema = try BaselineSample.schema(task)
    configuration.labelSchema?.kpis = try BaselineSample.labelKPIs()
    return configuration
  }

  @Test("A profile fits the configuration that it was made with", arguments: BaselineSample.tasks)
  func fits(task: PredictionTask) throws {
    try BaselineCheck.check(try BaselineSample.file(task), against: try Self.configuration(task))
  }

  /// What somebody changed in the configuration, and what the error must name.
  private static let changes: [(PredictionTask, @Sendable (inout WatchConfiguration) throws -> Void, String)] = [
    (.binary(positive: "1"), { $0.schema.task = .binary(positive: "yes") }, "positive class 'yes'"),
    (.binary(positive: "1"), { $0.schema.task = .regression }, "regression task"),
    (.binary(positive: "1"), { $0.schema.score = nil }, "score that is not configured"),
    (
      BaselineSample.tasks[1], { $0.schema.task = .multiclass(classes: ["dog", "cat", "owl"]) }, "(cat, dog, owl)"
    ),
    (
      .regression, { $0.schema.features[0].range = 0...91 },
      "the range 0.0 to 90.0 for 'age', and configured is 0.0 to 91.0"
    ),
    (.regression, { $0.schema.features[0].range = nil }, "configured is none"),
    (.regression, { $0.schema.features[2].range = 1...2 }, "no range for 'plain'"),
    (.regression, { $0.schema.features[0].name = "years" }, "no profile of years"),
    (.regression, { $0.schema.features[3].kind = .numeric }, "'channel' as categorical"),
    (.regression, { $0.schema.features[1].kind = .categorical }, "'open' as numeric"),
    (.regression, { $0.schema.features.swapAt(0, 1) }, "features age, open"),
    (.regression, { $0.schema.features.removeLast() }, "features age, open, plain, channel"),
    (.regression, { $0.schema.kpis[0].name = "liked" }, "kpi 'liked' of the prediction log"),
    (.regression, { $0.labelSchema?.kpis = [] }, "for the kpis clicked, revenue"),
    (.regression, { $0.labelSchema = nil }, "for the kpis clicked, revenue"),
    (
      .regression,
      {
        $0.schema.kpis += $0.labelSchema?.kpis ?? []
        $0.schema.kpis[1].source = .predictions
      }, "kpi 'revenue' of the prediction log"
    ),
  ]

  @Test("What has changed since is an error that names it and says what to do", arguments: changes.indices)
  func mismatch(index: Int) throws {
    let (task, change, text) = Self.changes[index]
    var configuration = try Self.configuration(task)
    try change(&configuration)
    let file = try BaselineSample.file(task)
    let error = #expect(throws: EngineError.self) { try BaselineCheck.check(file, against: configuration) }
    #expect(error?.code == .configuration && error?.description.contains("run 'leeway baseline' again") ?? false)
    #expect(error?.description.contains(text) ?? false, "\(error?.description ?? "")")
  }

  @Test("What changes the meaning of stored counts changes their fingerprint", arguments: changes.indices)
  func fingerprint(index: Int) throws {
    let (task, change, _) = Self.changes[index]
    var configuration = try Self.configuration(task)
    let file = try BaselineSample.file(task)
    let before = StateFingerprint.of(configuration, baseline: file)
    #expect(StateFingerprint.of(configuration, baseline: file) == before)
    try change(&configuration)
    #expect(StateFingerprint.of(configuration, baseline: file) != before)
  }

  @Test("The reference's figures go by the names of the metrics", arguments: BaselineSample.tasks)
  func figures(task: PredictionTask) throws {
    let figures = try BaselineSample.file(task).figures
    switch task {
    case .binary: #expect(figures.map(\.name) == ["accuracy", "roc_auc"])
    case .multiclass: #expect(figures.map(\.name) == ["accuracy"])
    case .regression:
      #expect(figures.map(\.name) == ["rmse", "mae"])
      // Errors spread evenly over −60 … 40.
      #expect(figures.allSatisfy { (20..<40).contains($0.value) })
    }
  }
}
