import Configuration
import Ingest
import Notation
import Records

extension SampledFields {
  /// The fields of the first lines of some logs.
  ///
  /// - Parameter format: how they are written; without it by their names.
  init(files: [String], format: LabelFormat? = nil) throws(IngestError) {
    var sample = SampledFields()
    let counts = try FieldSampler.visit(paths: files, format: format) { path, value in
      switch value {
      case .null: sample.add(path: path, type: .null, text: "null")
      case .boolean(let flag): sample.add(path: path, type: .boolean, text: flag ? "true" : "false")
      case .number(let number):
        sample.add(path: path, type: .number, text: number.isFinite ? shortestText(number) : "NaN")
      case .text(let text): sample.add(path: path, type: .string, text: text)
      case .array: sample.add(path: path, type: .array, text: "[]")
      }
    }
    sample.addLines(counts.lines)
    self = sample
  }
}
