/// Decodes label lines (JSON, or CSV in blocks with a header) into a batch of columns. Used by one thread at a time.
package final class LabelDecoder {
  private let csv: CSVLabelDecoder
  private var reader: RowReader

  package init(schema: LabelSchema) {
    csv = CSVLabelDecoder(schema: schema)
    var fields = [LineField(role: .id, path: schema.id), LineField(role: .outcome, path: schema.value)]
    if let path = schema.timestamp { fields.append(LineField(role: .timestamp, path: path)) }
    reader = RowReader(fields: fields, positive: schema.positive, partCount: 1, vocabularies: [])
  }

  /// Appends the labels of a block to the batch, and hands over the lines that are none.
  /// Returns the number of lines that are not blank, bad ones too.
  package func decode(_ block: LineBlock, into batch: inout LabelBatch, reject: (RejectedLine) -> Void) -> Int {
    if block.header != nil { return csv.decode(block, into: &batch, reject: reject) }
    return reader.read(block, flush: { $0.flush(into: &batch) }, reject: reject)
  }
}
