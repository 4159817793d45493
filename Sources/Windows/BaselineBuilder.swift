import Records
import Statistics

/// Builds a baseline from a reference log and its labels, with the same counting that the live windows use.
package struct BaselineBuilder {
  private let schema: RecordSchema
  private let plan: CellPlan
  private let decoder: RecordDecoder
  private var batch: RecordBatch
  private var registry: CellRegistry
  /// The stratum of each row.
  private var strata: [UInt32] = []
  private var labels: [IdentifierHash: Bool] = [:]

  /// - Parameter decoder: the one that decoded every batch that is added.
  package init(schema: RecordSchema, plan: CellPlan, decoder: RecordDecoder) {
    self.schema = schema
    self.plan = plan
    self.decoder = decoder
    batch = decoder.emptyBatch()
    registry = CellRegistry(plan: plan, dimensionNames: schema.dimensions.map(\.name))
  }

  /// Rows so far.
  package var rows: Int { batch.count }
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

  package mutating func add(_ more: LabelBatch) {
    for row in 0..<more.count { labels[more.ids[row]] = more.positive[row] }
  }

  /// Why a reference cannot serve.
  package enum Failure: Error, Equatable, CustomStringConvertible {
    case noRows
    case noValues(feature: String)

    package var description: String {
      switch self {
      case .noRows: "the reference has no readable rows"
      case .noValues(let feature):
        "'\(feature)' has no value in any row of the reference; check its path and kind, or leave it out"
      }
    }
  }

  package func build() throws(Failure) -> Baseline {
    guard batch.count > 0 else { throw .noRows }
    let (columns, remapped) = try profiles()
    let layout = CellLayout(columns: columns)
    var cells: [String: Baseline.Cell] = [:]
    func change(_ part: Int, _ body: (inout Baseline.Cell) -> Void) {
      let name = registry.cells[registry.parts[part].cell].name
      var cell =
        cells.removeValue(forKey: name)
        ?? Baseline.Cell(
          traffic: Array(repeating: 0, count: layout.trafficWidth),
          labels: Array(repeating: 0, count: layout.labelWidth))
      body(&cell)
      cells[name] = cell
    }
    for (part, counts) in traffic(of: remapped, layout) {
      change(part) { counts.add(to: &$0.traffic, sign: 1) }
    }
    let counter = LabelCounter(layout: layout)
    for row in 0..<batch.count where !batch.ids.isEmpty && batch.served[row] != RecordBatch.Served.nothing {
      let label = labels[batch.ids[row]]
      for part in registry.partsOfStratum[Int(strata[row])] {
        change(part) { cell in
          cell.labels[CellLayout.predictions] += 1
          guard let label else { return }
          counter.count(
            servedPositive: batch.served[row] == RecordBatch.Served.positive, score: batch.scores[row],
            isPositive: label, sign: 1
          ) { cell.labels[$0] &+= $1 }
        }
      }
    }
    let kept = cells.filter { $0.key == "all" || $0.value.traffic[CellLayout.rows] >= Int64(plan.minSamples) }
    guard let baseline = Baseline(columns: columns, cells: kept, minSamples: plan.minSamples) else { throw .noRows }
    return baseline
  }

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

  /// The columns' profiles, and the batch with its categories renumbered to match them.
  private func profiles() throws(Failure) -> (ColumnProfiles, RecordBatch) {
    var remapped = batch
    var columns: [ColumnProfiles.Column] = []
    var numericIndex = 0
    var categoricalIndex = 0
    for feature in schema.features {
      switch feature.kind {
      case .numeric:
        guard let profile = NumericProfile(values: batch.numeric[numericIndex], cells: ColumnProfiles.featureCells)
        else { throw .noValues(feature: feature.name) }
        columns.append(.init(name: feature.name, profile: .numeric(profile)))
        numericIndex += 1
      case .categorical:
        let texts = decoder.categories[categoricalIndex].texts
        var counts = [Int](repeating: 0, count: texts.count)
        for code in batch.categorical[categoricalIndex] where code >= 0 { counts[Int(code)] += 1 }
        guard counts.contains(where: { $0 > 0 }) else { throw .noValues(feature: feature.name) }
        let profile = CategoricalProfile(counts: zip(texts, counts).filter { $0.1 > 0 }.map { ($0.0, $0.1) })
        columns.append(.init(name: feature.name, profile: .categorical(profile)))
        // By bytes: texts that differ in their Unicode form alone are equal as strings, but not as categories.
        let positions = Dictionary(profile.categories.enumerated().map { (Array($1.utf8), Int32($0)) }) { $1 }
        let newCodes = texts.map { positions[Array($0.utf8)] ?? Vocabulary.overflow }
        for (row, code) in batch.categorical[categoricalIndex].enumerated() where code >= 0 {
          remapped.categorical[categoricalIndex][row] = newCodes[Int(code)]
        }
        categoricalIndex += 1
      }
    }
    let score =
      schema.score == nil
      ? nil
      : NumericProfile(
        values: batch.scores, cells: ColumnProfiles.scoreCells, alwaysEdges: (1...9).map { Double($0) / 10 })
    return (ColumnProfiles(features: columns, score: score), remapped)
  }
}
