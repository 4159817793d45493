import Records
import Statistics

/// Builds a baseline from a reference log and its labels, with the same counting that the live windows use.
package struct BaselineBuilder {
  let schema: RecordSchema
  /// Business figures of the label log.
  let labelKPIs: [KPIField]
  private let plan: CellPlan
  let decoder: RecordDecoder
  private(set) var batch: RecordBatch
  private var registry: CellRegistry
  /// The stratum of each row.
  private var strata: [UInt32] = []
  private(set) var labels: ReferenceLabels

  /// - Parameters:
  ///   - labelKPIs: the business figures that the batches of labels have.
  ///   - decoder: the one that decoded every batch that is added.
  package init(schema: RecordSchema, labelKPIs: [KPIField] = [], plan: CellPlan, decoder: RecordDecoder) {
    self.schema = schema
    self.labelKPIs = labelKPIs
    self.plan = plan
    self.decoder = decoder
    batch = decoder.emptyBatch()
    registry = CellRegistry(plan: plan, dimensionNames: schema.dimensions.map(\.name))
    labels = ReferenceLabels(kpiCount: labelKPIs.count)
  }

  /// Rows so far.
  package var rows: Int { batch.count }
  /// Ids with a label.
  package var labelled: Int { labels.count }
  /// The first and the last time stamp in microseconds.
  package var range: (first: Int64, last: Int64)? {
    guard let first = batch.timestamps.min(), let last = batch.timestamps.max() else { return nil }
    return (first, last)
  }

  /// Keeps the rows in memory until ``build()``: about 8 bytes per value.
  package mutating func add(_ more: RecordBatch) {
    var known = registry.strata(of: more.table)
    for combination in more.combinations.lazy.map({ Int($0) }) {
      if known[combination] == CellRegistry.unknownStratum {
        known[combination] = registry.stratum(more.table.texts[combination])
      }
      strata.append(known[combination])
    }
    registry.remember(known, of: more.table)
    batch.append(more)
  }

  /// Of several labels of an id the last one counts.
  package mutating func add(_ more: LabelBatch) { labels.add(more) }

  /// Why a reference cannot serve.
  package enum Failure: Error, Equatable, CustomStringConvertible {
    case noRows
    case noValues(feature: String)
    /// A score, or for regression a served number.
    case noScores
    case nothingServed

    package var description: String {
      switch self {
      case .noRows: "the reference has no readable rows"
      case .noValues(let feature):
        "'\(feature)' has no value in any row of the reference; check its path and kind, or leave it out"
      case .noScores: "no row of the reference has a score; check the path of the score, or leave it out"
      case .nothingServed: "no row of the reference has a prediction; check its path"
      }
    }
  }

  package func build() throws(Failure) -> Baseline {
    guard batch.count > 0 else { throw .noRows }
    let joined = labels.joined(with: batch)
    let (columns, remapped) = try profiles(joined)
    let layout = CellLayout(columns: columns)
    let empty = Baseline.Cell(
      traffic: Array(repeating: 0, count: layout.trafficWidth), labels: Array(repeating: 0, count: layout.labelWidth))
    var cells = Array(repeating: empty, count: registry.cells.count)
    for (part, counts) in traffic(of: remapped, layout) {
      counts.add(to: &cells[registry.parts[part].cell].traffic, sign: 1)
    }
    count(joined, layout, into: &cells)
    var kept: [String: Baseline.Cell] = [:]
    for (identity, cell) in zip(registry.cells, cells)
    where identity.name == "all" || cell.traffic[CellLayout.rows] >= Int64(plan.minSamples) {
      kept[identity.name] = cell
    }
    guard let baseline = Baseline(columns: columns, cells: kept, minSamples: plan.minSamples) else { throw .noRows }
    return baseline
  }

  // MARK: - Counting

  /// Rows that are encoded at a time.
  private static let portion = 4096

  /// The traffic of every part.
  private func traffic(of remapped: RecordBatch, _ layout: CellLayout) -> [(part: Int, counts: SparseCounts)] {
    let key = OpenPanes.Key(arrival: 0, pane: 0)
    let panes = OpenPanes(layout: layout, segments: plan.segments.count)
    let encoder = TrafficEncoder(layout: layout)
    let selection = RowSelection()
    var encoded = EncodedTraffic()
    for start in stride(from: 0, to: remapped.count, by: Self.portion) {
      let rows = start..<min(start + Self.portion, remapped.count)
      encoder.encode(remapped, rows: rows, into: &encoded)
      selection.fill(capacity: rows.count) { selected in
        for row in rows { selected.append(row: row - start, stratum: strata[row], key: key) }
      }
      panes.count(encoded, selection, registry: registry)
    }
    return panes.close(through: 0).flatMap(\.counts)
  }

  /// Counts what was served and the labels that were joined to it.
  private func count(_ joined: [Int32], _ layout: CellLayout, into cells: inout [Baseline.Cell]) {
    guard !batch.ids.isEmpty else { return }
    let counter = LabelCounter(layout: layout)
    var deltas: [LabelDelta] = []
    var classScores = [Double](repeating: .nan, count: batch.classScores.count)
    var kpis = [Double](repeating: .nan, count: labels.kpis.count)
    for row in 0..<batch.count where batch.served[row] != RecordBatch.Served.nothing {
      deltas.removeAll(keepingCapacity: true)
      deltas.append(LabelDelta(position: CellLayout.predictions, amount: 1))
      if joined[row] != ReferenceLabels.none {
        let label = Int(joined[row])
        for index in classScores.indices { classScores[index] = batch.classScores[index][row] }
        for index in kpis.indices { kpis[index] = labels.kpis[index][label] }
        counter.count(
          LabelledPrediction(
            served: batch.served[row], score: batch.scores[row],
            override: row < batch.overrides.count ? batch.overrides[row] : .nan, outcome: labels.outcomes[label],
            lag: Self.lag(from: batch.timestamps[row], to: labels.timestamps[label])),
          classScores: classScores.span, kpis: kpis.span, sign: 1
        ) { deltas.append(LabelDelta(position: $0, amount: $1)) }
      }
      for part in registry.partsOfStratum[Int(strata[row])] {
        let cell = registry.parts[part].cell
        for delta in deltas { cells[cell].labels[delta.position] &+= delta.amount }
      }
    }
  }

  /// Milliseconds from a prediction to its label, both in microseconds; −1 if the label has no time.
  private static func lag(from prediction: Int64, to label: Int64) -> Int64 {
    guard label != .min else { return -1 }
    let (lag, overflow) = label.subtractingReportingOverflow(prediction)
    return overflow ? (label > 0 ? .max : 0) : max(0, lag) / 1000
  }
}
