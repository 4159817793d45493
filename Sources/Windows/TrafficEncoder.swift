import Records
import Statistics

/// Works out where each row of a batch is counted. Pure, and apart from the counting, so that it can run on the thread
/// that decoded the batch.
package struct TrafficEncoder: Sendable {
  private let layout: CellLayout
  private let tally: TallyLayout
  /// How each numeric feature is summed, and the score behind them.
  private let moments: [Moments]

  private struct Moments {
    let center: Double
    let scale, squareScale: FixedPoint

    init(_ column: CellLayout.Numeric) {
      center = column.center
      scale = column.scale
      squareScale = column.squareScale
    }
  }

  package init(layout: CellLayout) {
    self.layout = layout
    tally = TallyLayout(layout: layout)
    let features: [Moments] = layout.features.compactMap {
      if case .numeric(let column) = $0 { Moments(column) } else { nil }
    }
    moments = features + (layout.score.map { [Moments($0)] } ?? [])
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
      rows: rows.count, columns: layout.features.count + (layout.score == nil ? 2 : 3), numericColumns: tally.sums.count
    )
    var column = 0
    var numericIndex = 0
    var categoricalIndex = 0
    for feature in layout.features {
      switch feature {
      case .numeric(let numeric):
        encode(batch.numeric[numericIndex], rows, as: numeric, &encoded.positions[column])
        numericIndex += 1
      case .categorical(let categorical):
        Self.encode(batch.categorical[categoricalIndex], rows, as: categorical, &encoded.positions[column])
        categoricalIndex += 1
      }
      column += 1
    }
    if let score = layout.score {
      encode(batch.scores, rows, as: score, &encoded.positions[column])
      column += 1
    }
    var positions = encoded.positions[column].mutableSpan
    LogLinearBuckets.positions(
      ofMicroseconds: batch.latencies.span.extracting(rows), first: UInt32(layout.latency.lowerBound),
      missing: UInt32(tally.nowhere), into: &positions)
    encodeOutcomes(batch, rows, &encoded.positions[column + 1])
    encodeMoments(batch, rows, &encoded.moments)
  }

  private func encode(
    _ values: [Double], _ rows: Range<Int>, as column: CellLayout.Numeric, _ positions: inout [UInt32]
  ) {
    var span = positions.mutableSpan
    column.grid.positions(
      of: values.span.extracting(rows), first: UInt32(column.cells.lowerBound), null: UInt32(column.null), into: &span)
  }

  private static func encode(
    _ codes: [Int32], _ rows: Range<Int>, as column: CellLayout.Categorical, _ positions: inout [UInt32]
  ) {
    let first = UInt32(column.cells.lowerBound)
    let listed = UInt32(column.categories.count)
    let unlisted = UInt32(column.unlisted)
    let null = UInt32(column.null)
    let codes = codes.span.extracting(rows)
    var positions = positions.mutableSpan
    for row in 0..<min(codes.count, positions.count) {
      let code = codes[unchecked: row]
      let number = UInt32(bitPattern: code)
      positions[unchecked: row] = code == Vocabulary.missing ? null : number < listed ? first &+ number : unlisted
    }
  }

  private func encodeOutcomes(_ batch: RecordBatch, _ rows: Range<Int>, _ positions: inout [UInt32]) {
    let first = UInt32(tally.outcomes.lowerBound)
    let served = batch.served.span.extracting(rows)
    let failed = batch.failed.span.extracting(rows)
    var positions = positions.mutableSpan
    for row in 0..<min(served.count, failed.count, positions.count) {
      let outcome = min(served[unchecked: row], RecordBatch.Served.nothing)
      positions[unchecked: row] = first &+ 2 &* UInt32(outcome) &+ (failed[unchecked: row] ? 1 : 0)
    }
  }

  /// Rows that are encoded together, so that the strided stores of all columns meet in the first-level cache.
  private static let block = 128

  private func encodeMoments(_ batch: RecordBatch, _ rows: Range<Int>, _ codes: inout [SIMD2<Int64>]) {
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.block) {
      let block = start..<min(start + Self.block, rows.upperBound)
      let first = (start - rows.lowerBound) * moments.count
      for index in moments.indices {
        let values = index < batch.numeric.count ? batch.numeric[index] : batch.scores
        encode(values, block, as: moments[index], &codes, at: first + index)
      }
    }
  }

  private func encode(
    _ values: [Double], _ rows: Range<Int>, as column: Moments, _ codes: inout [SIMD2<Int64>], at start: Int
  ) {
    var codes = codes.mutableSpan
    FixedPoint.encodeDeviations(
      of: values.span.extracting(rows), from: column.center, scale: column.scale, squareScale: column.squareScale,
      into: &codes, at: start, stride: moments.count)
  }
}
