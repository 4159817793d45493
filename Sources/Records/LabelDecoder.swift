/// Decodes label lines (JSON, or CSV in blocks with a header) into a batch of columns. Used by one thread at a time.
package final class LabelDecoder {
  private let csv: CSVLabelDecoder
  private let outcome: LineField.Role
  private let kpiCount: Int
  private var reader: RowReader

  package init(schema: LabelSchema) {
    csv = CSVLabelDecoder(schema: schema)
    outcome = LineField.Role(outcomeOf: schema.task)
    kpiCount = schema.kpis.count
    var fields = [LineField(role: .id, path: schema.id), LineField(role: outcome, path: schema.value)]
    if let path = schema.timestamp { fields.append(LineField(role: .timestamp, path: path)) }
    for (column, kpi) in schema.kpis.enumerated() {
      fields.append(LineField(role: .kpi, path: kpi.path, column: column))
    }
    reader = RowReader(fields: fields, task: schema.task, partCount: 1, vocabularies: [])
  }

  package func emptyBatch() -> LabelBatch { LabelBatch(kpiCount: kpiCount) }

  /// Appends the labels of a block to the batch, and hands over the lines that are none.
  /// Returns the number of lines that are not blank, bad ones too.
  ///
  /// - Parameter batch: one of ``emptyBatch()``, or any that is empty.
  package func decode(_ block: LineBlock, into batch: inout LabelBatch, reject: (RejectedLine) -> Void) -> Int {
    if batch.count == 0, batch.kpis.count != kpiCount { batch = emptyBatch() }
    if block.header != nil { return csv.decode(block, into: &batch, reject: reject) }
    return reader.read(block, flush: { $0.flush(into: &batch, outcome: outcome) }, reject: reject)
  }
}
