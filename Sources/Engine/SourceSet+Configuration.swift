import Configuration
import Foundation
import Ingest
import Notation
import Windows

extension SourceSet {
  /// How the logs of a configuration are read.
  enum Reading {
    /// All that there is now, on so many threads: a last line without its line end counts, too.
    case history(threads: Int)
    /// As they grow.
    case live
  }

  /// The threads that decode, where nobody says how many: one for each core, up to eight.
  static var defaultThreads: Int { min(8, max(1, ProcessInfo.processInfo.activeProcessorCount)) }

  /// The sources that a configuration names.
  ///
  /// - Parameter states: where they were left.
  convenience init(
    configuration: WatchConfiguration, layout: CellLayout, reading: Reading, resumeAt states: [SourceState] = [],
    blockSize: Int? = nil
  ) {
    var options = Tailer.Options()
    options.lineLimit = configuration.inputs.lineLimit
    options.labelFormat = configuration.labels.format
    if let blockSize { options.blockSize = blockSize }
    var idle: TimeSpan?
    let threads: Int
    switch reading {
    case .history(let count):
      options.endOfInput = true
      threads = count
    case .live:
      idle = configuration.windowPlan.idle
      threads = min(2, Self.defaultThreads)
    }
    let inputs =
      configuration.inputs.predictions.map { Tailer.Input(kind: .predictions, pattern: $0) }
      + configuration.inputs.labels.map { Tailer.Input(kind: .labels, pattern: $0) }
    self.init(
      tailer: Tailer(inputs: inputs, options: options, resumeAt: states.map(\.position)),
      readAhead: ReadAhead(threads: threads) { PortionMaker(configuration: configuration, layout: layout) },
      following: Following(idle: idle, lateness: configuration.windowPlan.lateness),
      states: states)
  }
}
