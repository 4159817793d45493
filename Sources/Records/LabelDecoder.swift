import CSimdjson

/// Decodes label lines into a batch of columns. Owns a parser: used by one thread at a time.
package final class LabelDecoder {
  private let schema: LabelSchema
  private let line: LineDecoder
  private let positive: ClassName

  package init(schema: LabelSchema) {
    self.schema = schema
    line = LineDecoder(paths: [schema.id, schema.value] + (schema.timestamp.map { [$0] } ?? []))
    positive = ClassName(schema.positive)
  }

  /// Appends one line (without its newline, followed by ``linePadding`` readable bytes) to the batch.
  /// Throws the line's defect and leaves the batch as it was.
  package func decode(_ bytes: UnsafeRawBufferPointer, into batch: inout LabelBatch) throws(LineDefect) {
    let values = try line.decode(bytes)
    let id = try values[0].identifier(field: schema.id)
    guard let isPositive = positive.matches(values[1]) else { throw values[1].defect(field: schema.value) }
    let timestamp = try schema.timestamp.map { path throws(LineDefect) in try values[2].instant(field: path) }
    batch.ids.append(id)
    batch.positive.append(isPositive)
    batch.timestamps.append(timestamp ?? .min)
  }
}
