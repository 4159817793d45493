import Configuration
import Ingest
import Records
import Windows

/// Decodes blocks of lines: the part of the work that needs nothing but the block. One for each thread.
final class PortionMaker {
  private let records: RecordDecoder
  private let labels: LabelDecoder?
  private let encoder: TrafficEncoder

  init(configuration: WatchConfiguration, layout: CellLayout) {
    let labelSchema = configuration.inputs.labels.isEmpty ? nil : configuration.labelSchema
    records = RecordDecoder(
      schema: configuration.schema, categories: layout.categories, learnsCategories: false,
      readsIDs: labelSchema != nil)
    labels = labelSchema.map { LabelDecoder(schema: $0) }
    encoder = TrafficEncoder(layout: layout)
  }

  /// - Parameters:
  ///   - path: the file's name, for the lines that are set aside.
  ///   - writtenBy: when the file was last written to, in microseconds.
  func portion(of block: LineBlock, kind: LogKind, path: String, writtenBy: Int64) -> Portion {
    var rejected: [DeadLetter] = []
    func reject(_ line: RejectedLine) {
      rejected.append(
        DeadLetter(
          path: path, offset: line.offset, defect: line.defect, head: String(decoding: line.head, as: UTF8.self)))
    }
    let content: Portion.Content
    let lines: Int
    switch kind {
    case .predictions:
      var batch = records.emptyBatch()
      lines = records.decode(block, into: &batch, reject: reject)
      var encoded = EncodedTraffic()
      encoder.encode(batch, into: &encoded)
      content = .predictions(batch, encoded)
    case .labels:
      var batch = LabelBatch()
      lines = labels?.decode(block, into: &batch, reject: reject) ?? 0
      content = .labels(batch)
    }
    return Portion(content: content, block: block, lines: lines, rejected: rejected, writtenBy: writtenBy)
  }
}
