import Readings

/// The log as a list: its lines are numbered over all snapshots, so that the cursor stays on its line.
extension DashboardState {
  /// The lines that the filter leaves, by their numbers.
  func logRows() -> [RowID] {
    guard let log = snapshot?.log else { return [] }
    return log.indices.compactMap { index in
      filter.isEmpty || allows(log[index]) ? .number(logStart + index) : nil
    }
  }

  /// Words for levels are held against the colour that a line has, and `error` against errors, too.
  private func allows(_ line: LogLine) -> Bool {
    let texts = [line.message, line.severity.rawValue]
    switch line.severity {
    case .info: return filter.allows(texts, level: .green)
    case .warning: return filter.allows(texts, level: .yellow)
    case .error: return filter.allows(texts, level: .red) || filter.allows(texts, level: .error)
    }
  }

  /// The line behind a row of the log.
  func logLine(_ row: RowID) -> LogLine? {
    guard case .number(let number) = row, let log = snapshot?.log, log.indices.contains(number - logStart) else {
      return nil
    }
    return log[number - logStart]
  }

  package var currentLogLine: LogLine? { selection(in: .log).id.flatMap { logLine($0) } }

  /// Numbers the lines of the next snapshot: those that both have keep their numbers.
  ///
  /// Cost: one comparison per line in most cases; at worst, with many equal lines, the product of both lengths.
  mutating func countLog(in next: Snapshot) {
    guard let old = snapshot?.log, let first = next.log.first, !old.isEmpty else { return }
    let (start, new) = (logStart, next.log)
    for dropped in old.indices where old[dropped] == first {
      let kept = old[dropped...]
      if kept.count <= new.count, kept.elementsEqual(new.prefix(kept.count)) {
        logStart = start + dropped
        return
      }
    }
    logStart = start + old.count
  }
}
