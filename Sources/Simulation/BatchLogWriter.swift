import Notation

/// Writes a scenario's logs at full speed: one prediction file and one label file a day, and the reference.
package struct BatchLogWriter: Sendable {
  package struct Summary: Hashable, Sendable {
    package var predictions = 0
    package var labels = 0
    package var referenceRows = 0
    package var referenceLabels = 0
    /// Names of the files, in the order in which they were begun.
    package var files: [String] = []
  }

  private let directory: String
  private let gzip: Bool

  /// - Parameter directory: is made if it is not there; files of the same names are replaced, others stay.
  package init(directory: String, gzip: Bool = false) {
    self.directory = directory
    self.gzip = gzip
  }

  package func write(_ scenario: Scenario) throws(SimulationError) -> Summary {
    try makeDirectory(directory)
    var summary = Summary()
    try writeReference(of: scenario, summary: &summary)
    var encoder = RowEncoder(scenario)
    var predictions = DailyFile(stem: "predictions", directory: directory, gzip: gzip)
    var labels = DailyFile(stem: "labels", directory: directory, gzip: gzip)
    for event in EventSequence(scenario) {
      let line = encoder.line(event)
      switch event {
      case .prediction(let row):
        try predictions.write(line, at: row.time, files: &summary.files)
        summary.predictions += 1
      case .label(let row):
        try labels.write(line, at: row.time, files: &summary.files)
        summary.labels += 1
      }
    }
    try predictions.finish()
    try labels.finish()
    return summary
  }

  /// `reference.jsonl` and `reference-labels.jsonl`; nothing if the scenario has no reference.
  func writeReference(of scenario: Scenario, summary: inout Summary) throws(SimulationError) {
    guard let base = scenario.asReference, let events = EventSequence.reference(of: scenario) else { return }
    let names = ["reference", "reference-labels"].map { logName($0, gzip: gzip) }
    summary.files += names
    var encoder = RowEncoder(base)
    var rows = try LogFile(path: directory + "/" + names[0], gzip: gzip)
    var labels = try LogFile(path: directory + "/" + names[1], gzip: gzip)
    for event in events {
      let line = encoder.line(event)
      switch event {
      case .prediction:
        try rows.write(line)
        summary.referenceRows += 1
      case .label:
        try labels.write(line)
        summary.referenceLabels += 1
      }
    }
    try rows.finish()
    try labels.finish()
  }
}

private func logName(_ stem: String, gzip: Bool) -> String { stem + (gzip ? ".jsonl.gz" : ".jsonl") }

/// A file for each day, named after it; days come in order.
private struct DailyFile: ~Copyable {
  let stem: String
  let directory: String
  let gzip: Bool
  private var day: Instant?
  private var file: LogFile?

  init(stem: String, directory: String, gzip: Bool) {
    self.stem = stem
    self.directory = directory
    self.gzip = gzip
  }

  mutating func write(_ line: [UInt8], at time: Instant, files: inout [String]) throws(SimulationError) {
    let today = time.floored(to: .days(1))
    if today != day {
      try finish()
      let name = logName("\(stem)-\(time.dateText)", gzip: gzip)
      file = try LogFile(path: directory + "/" + name, gzip: gzip)
      files.append(name)
      day = today
    }
    try file?.write(line)
  }

  mutating func finish() throws(SimulationError) {
    try file?.finish()
    file = nil
    day = nil
  }
}
