import Readings

/// What makes one state of the input of another. The figures move all the time, the lists seldom, so they go apart.
package struct IngestChange: Sendable {
  /// Without its lists.
  package var figures: IngestStatus?
  package var sources: [SourceStatus]?
  package var examples: [BadLine]?
  package var labelProgress: [LabelProgress]?
  package var actions: [ActionStatus]?

  package init() {}

  /// `nil` if the two are equal.
  package init?(from old: IngestStatus, to new: IngestStatus) {
    let (oldFigures, newFigures) = (old.figures, new.figures)
    figures = oldFigures == newFigures ? nil : newFigures
    sources = old.sources == new.sources ? nil : new.sources
    examples = old.examples == new.examples ? nil : new.examples
    labelProgress = old.labelProgress == new.labelProgress ? nil : new.labelProgress
    actions = old.actions == new.actions ? nil : new.actions
    if figures == nil, sources == nil, examples == nil, labelProgress == nil, actions == nil { return nil }
  }

  package func apply(to status: inout IngestStatus) {
    if var figures {
      figures.sources = status.sources
      figures.examples = status.examples
      figures.labelProgress = status.labelProgress
      figures.actions = status.actions
      status = figures
    }
    if let sources { status.sources = sources }
    if let examples { status.examples = examples }
    if let labelProgress { status.labelProgress = labelProgress }
    if let actions { status.actions = actions }
  }
}

extension IngestStatus {
  fileprivate var figures: IngestStatus {
    var status = self
    status.sources = []
    status.examples = []
    status.labelProgress = []
    status.actions = []
    return status
  }
}
