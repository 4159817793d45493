import Records
import Statistics

@testable import Windows

/// A small reference made by hand, and windows of the same layout.
struct DriftFixture {
  let baseline: Baseline
  let layout: CellLayout
  /// Values of the numeric feature.
  static let ages: [Double] = (0..<2000).map { Double(($0 * 7919) % 2000) / 20 }
  static let channels = ["web", "app", "branch"]

  init(task: PredictionTask = .binary(positive: "1"), constantAges: Bool = false) throws {
    let ages = constantAges ? [Double](repeating: 40, count: 2000) : Self.ages
    var profiles = ColumnProfiles(
      task: task,
      features: [
        .init(name: "age", profile: .numeric(try Self.profile(ages))),
        .init(name: "channel", profile: .categorical(CategoricalProfile(categories: Self.channels, hasOther: false))),
      ],
      score: try Self.profile(ages.map { $0 / 100 }))
    if task == .regression {
      profiles.label = try Self.profile(ages)
      profiles.residual = try Self.profile(ages.map { $0 / 10 - 5 })
    }
    let layout = CellLayout(columns: profiles)
    self.layout = layout
    var rows = DriftRows(layout: layout)
    for (index, age) in ages.enumerated() {
      rows.add(
        age: index % 50 == 0 ? .nan : age, channel: [0, 0, 1, 2][index % 4], score: age / 100,
        served: layout.prediction == nil ? nil : index % 3 == 0 ? 1 : 0)
      rows.label(served: index % 3 == 0 ? 1 : 0, truth: index % 4 == 0 ? 1 : 0, number: age, error: age / 10 - 5)
    }
    let cell = Baseline.Cell(traffic: rows.traffic, labels: rows.labels)
    guard let baseline = Baseline(columns: profiles, cells: ["all": cell], minSamples: 100) else {
      throw TrafficFixture.FixtureProblem.badPath("baseline")
    }
    self.baseline = baseline
  }

  /// With edges at both ends of the values, as a baseline has them.
  static func profile(_ values: [Double]) throws -> NumericProfile {
    let least = values.min() ?? 0
    let greatest = values.max() ?? 0
    guard let profile = NumericProfile(values: values, cells: 240, alwaysEdges: [least.nextDown, greatest]) else {
      throw TrafficFixture.FixtureProblem.badPath("profile")
    }
    return profile
  }
}

/// Rows of counts in the making.
struct DriftRows {
  let layout: CellLayout
  var traffic: [Int64]
  var labels: [Int64]

  init(layout: CellLayout) {
    self.layout = layout
    traffic = [Int64](repeating: 0, count: layout.trafficWidth)
    labels = [Int64](repeating: 0, count: layout.labelWidth)
  }

  mutating func add(age: Double, channel: Int?, score: Double, served: Int?) {
    traffic[CellLayout.rows] += 1
    if case .numeric(let column) = layout.features[0] { Self.count(age, column, &traffic) }
    if case .categorical(let column) = layout.features[1] {
      let position = channel.map { column.cells.lowerBound + min($0, column.categories.count) } ?? column.null
      traffic[position] += 1
    }
    if let column = layout.score { Self.count(score, column, &traffic) }
    if let column = layout.prediction {
      traffic[served.map { column.cells.lowerBound + min($0, column.categories.count) } ?? column.null] += 1
    }
  }

  mutating func label(served: Int, truth: Int, number: Double, error: Double) {
    labels[CellLayout.labelled] += 1
    switch layout.task {
    case .binary:
      let position =
        truth == 1
        ? served == 1 ? CellLayout.truePositives : CellLayout.falseNegatives
        : served == 1 ? CellLayout.falsePositives : CellLayout.trueNegatives
      labels[position] += 1
    case .multiclass(let classes):
      labels[layout.confusion.lowerBound + truth * (classes.count + 1) + served] += 1
    case .regression:
      guard let regression = layout.regression else { return }
      Self.count(number, regression.label, &labels)
      Self.count(error, regression.residual, &labels)
    }
  }

  private static func count(_ value: Double, _ column: CellLayout.Numeric, _ counts: inout [Int64]) {
    guard !value.isNaN else {
      counts[column.null] += 1
      return
    }
    counts[column.cells.lowerBound + column.grid.cell(of: value)] += 1
    let deviation = value - column.center
    counts[column.sum] += column.scale.encode(deviation)
    counts[column.sumOfSquares] += column.squareScale.encode(deviation * deviation)
  }
}
