import Records

/// How label logs are read, and how many predictions wait for theirs.
package struct LabelPlan: Equatable, Sendable {
  /// How label logs are written; `nil` where each file's name says it.
  package var format: LabelFormat?
  /// Predictions that may wait for their label at a time; of more than that the oldest are let go.
  package var maxPending: Int

  package init(format: LabelFormat? = nil, maxPending: Int = 20_000_000) {
    self.format = format
    self.maxPending = maxPending
  }

  /// Reads `labels.format` and `labels.max_pending`; what is wrong is reported and replaced by its default.
  init(_ section: YAMLMapping) {
    self.init()
    let formats = LabelFormat.allCases.map(\.rawValue)
    format = section.choice("format", formats).flatMap(LabelFormat.init(rawValue:))
    maxPending = section.value("max_pending")?.int(in: 1000...1_000_000_000, example: "20_000_000") ?? maxPending
  }
}
