import Records
import Statistics

/// Works out where each row of a batch is counted. Pure, and apart from the counting, so that it can run on the thread
/// that decoded the batch.
package struct TrafficEncoder: Sendable {
  private let layout: CellLayout
  private let tally: TallyLayout
  /// How each numeric feature is summed; behind them the score and the business figures.
  private let moments: [Moments]
  /// `nil` where no positives are expected.
  private let calibration: CalibrationLookup?
  /// The served class as a column of its own; a binary one follows from how requests ended.
  private let prediction: CellLayout.Categorical?

  private struct Moments {
    enum Source {
      case feature(Int)
      case score
      case kpi(Int)
    }

    let source: Source
    let center: Double
    let scale, squareScale: FixedPoint

    init(_ source: Source, _ column: CellLayout.Numeric) {
      self.source = source
      center = column.center
      scale = column.scale
      squareScale = column.squareScale
    }

    init(_ source: Source, _ kpi: CellLayout.KPI) {
      self.source = source
      center = kpi.center
      scale = kpi.scale
      squareScale = kpi.squareScale
    }
  }

  package init(layout: CellLayout) {
    self.layout = layout
    tally = TallyLayout(layout: layout)
    let numeric = layout.features.compactMap { if case .numeric(let column) = $0 { column } else { nil } }
    moments =
      numeric.enumerated().map { Moments(.feature($0), $1) } + (layout.score.map { [Moments(.score, $0)] } ?? [])
      + layout.kpis.enumerated().map { Moments(.kpi($0), $1) }
    if tally.expectedCount > 0, let curve = layout.calibration, let score = layout.score {
      calibration = CalibrationLookup(curve, grid: score.grid)
    } else {
      calibration = nil
    }
    prediction = tally.isBinary ? nil : layout.prediction
  }

  /// - Parameters:
  ///   - batch: its categorical codes have to be those of a decoder that was made with the layout's categories.
  ///   - encoded: what was in it before is replaced; its memory is used again.
  package func encode(_ batch: RecordBatch, into encoded: inout EncodedTraffic) {
    encode(batch, rows: 0..<batch.count, into: &encoded)
  }

  /// Encodes a part of a batch; row 0 of `encoded` is the first of `rows`.
  func encode(_ batch: RecordBatch, rows: Range<Int>, into encoded: inout EncodedTraffic) {
    encoded.reserve(
      rows: rows.count, columns: columnCount, numericColumns: moments.count, expectsPositives: calibration != nil)
    var column = 0
    var numericIndex = 0
    var categoricalIndex = 0
    for feature in layout.features {
      switch feature {
      case .numeric(let numeric):
        encode(batch.numeric[numericIndex], rows, as: numeric, &encoded.positions[column])
        numericIndex += 1
      case .categorical(let categorical):
        Self.encode(
          batch.categorical[categoricalIndex], missing: Vocabulary.missing, rows, as: categorical,
          &encoded.positions[column])
        categoricalIndex += 1
      }
      column += 1
    }
    if let prediction {
      Self.encode(
        batch.served, missing: RecordBatch.Served.nothing, rows, as: prediction, &encoded.positions[column])
      column += 1
    }
    for index in layout.kpis.indices {
      encode(batch.kpis[index], rows, as: layout.kpis[index], &encoded.positions[column])
      column += 1
    }
    var positions = encoded.positions[column].mutableSpan
    LogLinearBuckets.positions(
      ofMicroseconds: batch.latencies.span.extracting(rows), first: UInt32(layout.latency.lowerBound),
      missing: UInt32(tally.nowhere), into: &positions)
    column += 1
    if let score = layout.score {
      encode(batch.scores, rows, as: score, &encoded.positions[column])
      encodeExpected(batch.scores, rows, as: score, encoded.positions[column], &encoded.expected)
      column += 1
    }
    encodeOutcomes(batch, rows, &encoded.positions[column])
    encodeMoments(batch, rows, &encoded.moments)
  }

  /// The features, the served class of several, the business figures, the latency, the score if there is one, and how
  /// the request ended.
  private var columnCount: Int {
    layout.features.count + (prediction == nil ? 0 : 1) + layout.kpis.count + (layout.score == nil ? 2 : 3)
  }

  // MARK: - Columns

  private func encode(
    _ values: [Double], _ rows: Range<Int>, as column: CellLayout.Numeric, _ positions: inout [UInt32]
  ) {
    var span = positions.mutableSpan
    column.grid.positions(
      of: values.span.extracting(rows), first: UInt32(column.cells.lowerBound), null: UInt32(column.null), into: &span)
  }

  private func encode(_ values: [Double], _ rows: Range<Int>, as kpi: CellLayout.KPI, _ positions: inout [UInt32]) {
    let (present, beyond, absent) = (UInt32(kpi.count), UInt32(kpi.beyond), UInt32(tally.nowhere))
    let values = values.span.extracting(rows)
    var positions = positions.mutableSpan
    for row in 0..<min(values.count, positions.count) {
      let deviation = values[unchecked: row] - kpi.center
      positions[unchecked: row] = deviation.isNaN ? absent : kpi.holds(deviation) ? present : beyond
    }
  }

  /// - Parameters:
  ///   - codes: numbers of categories, or of served classes; any that is not listed counts as unlisted.
  ///   - missing: that of no category.
  @inline(__always)
  private static func encode<Code: FixedWidthInteger>(
    _ codes: [Code], missing: Code, _ rows: Range<Int>, as column: CellLayout.Categorical,
    _ positions: inout [UInt32]
  ) {
    let first = UInt32(column.cells.lowerBound)
    let listed = UInt32(column.categories.count)
    let unlisted = UInt32(column.unlisted)
    let null = UInt32(column.null)
    let codes = codes.span.extracting(rows)
    var positions = positions.mutableSpan
    for row in 0..<min(codes.count, positions.count) {
      let code = codes[unchecked: row]
      let number = UInt32(truncatingIfNeeded: code)
      positions[unchecked: row] = code == missing ? null : number < listed ? first &+ number : unlisted
    }
  }

  private func encodeOutcomes(_ batch: RecordBatch, _ rows: Range<Int>, _ positions: inout [UInt32]) {
    typealias Outcome = TallyLayout.Outcome
    let first = UInt32(tally.outcomes.lowerBound)
    let served = batch.served.span.extracting(rows)
    let failed = batch.failed.span.extracting(rows)
    var positions = positions.mutableSpan
    let count = min(served.count, failed.count, positions.count)
    // Of several classes, and of numbers, only whether anything was served.
    let isBinary = tally.isBinary
    let lowest: UInt8 = isBinary ? 2 : RecordBatch.Served.nothing
    for row in 0..<count {
      let number = served[unchecked: row]
      let kind = number >= lowest ? UInt32(Outcome.nothing) : isBinary ? UInt32(number) : UInt32(Outcome.negative)
      positions[unchecked: row] =
        first &+ kind &<< UInt32(Outcome.servedShift) &+ (failed[unchecked: row] ? UInt32(Outcome.failed) : 0)
    }
    if layout.score != nil {
      let scores = batch.scores.span.extracting(rows)
      for row in 0..<min(count, scores.count) {
        positions[unchecked: row] &+= scores[unchecked: row].isNaN ? 0 : UInt32(Outcome.scored)
      }
    }
    if !batch.overridden.isEmpty {
      let overridden = batch.overridden.span.extracting(rows)
      for row in 0..<min(count, overridden.count) {
        positions[unchecked: row] &+= overridden[unchecked: row] ? UInt32(Outcome.overridden) : 0
      }
    }
  }

  // MARK: - Sums

  private func encodeExpected(
    _ scores: [Double], _ rows: Range<Int>, as column: CellLayout.Numeric, _ positions: [UInt32],
    _ codes: inout [Int64]
  ) {
    guard let calibration else { return }
    var codes = codes.mutableSpan
    calibration.encode(
      scores.span.extracting(rows), positions: positions.span, firstCell: UInt32(column.cells.lowerBound), into: &codes)
  }

  /// Rows that are encoded together, so that the strided stores of all columns meet in the first-level cache.
  private static let block = 128

  private func encodeMoments(_ batch: RecordBatch, _ rows: Range<Int>, _ codes: inout [SIMD2<Int64>]) {
    var codes = codes.mutableSpan
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.block) {
      let block = start..<min(start + Self.block, rows.upperBound)
      let first = (start - rows.lowerBound) * moments.count
      for index in moments.indices {
        switch moments[index].source {
        case .feature(let column): encode(batch.numeric[column], block, index, &codes, at: first)
        case .score: encode(batch.scores, block, index, &codes, at: first)
        case .kpi(let column): encode(batch.kpis[column], block, index, &codes, at: first)
        }
      }
    }
  }

  @inline(__always)
  private func encode(
    _ values: [Double], _ rows: Range<Int>, _ index: Int, _ codes: inout MutableSpan<SIMD2<Int64>>, at first: Int
  ) {
    let column = moments[index]
    FixedPoint.encodeDeviations(
      of: values.span.extracting(rows), from: column.center, scale: column.scale, squareScale: column.squareScale,
      into: &codes, at: first + index, stride: moments.count)
  }
}
