import Notation
import Readings

extension DashboardState {
  /// The files under way: those that failed first, then those with more to read, those at their end, and the closed ones.
  func sourceRows() -> [RowID] {
    guard let sources = snapshot?.ingest.sources else { return [] }
    let shown = sources.indices.filter { index in
      let source = sources[index]
      return filter.isEmpty
        || filter.allows([source.path, source.kind.rawValue, source.state.word], level: source.state.level)
    }
    let order = shown.sorted { a, b in
      let (first, second) = (sources[a].state.rank, sources[b].state.rank)
      return first == second ? a < b : first < second
    }
    return order.map { .name(sources[$0].name) }
  }

  package var currentSource: SourceStatus? {
    guard case .name(let name) = selection(in: .sources).id else { return nil }
    return snapshot?.ingest.sources.first { $0.name == name }
  }
}

extension SourceStatus {
  /// Tells one source from another: a file can be read for predictions and for labels.
  var name: String { "\(kind.rawValue) \(path)" }

  /// Bytes that have not been read; `nil` where the size is not known.
  var bytesLeft: Int? { size.map { max(0, $0.subtractingReportingOverflow(offset).partialValue) } }

  /// The part of it that has been read.
  var shareRead: Double? {
    guard let size, size > 0 else { return size == nil ? nil : 1 }
    return (Double(offset) / Double(size)).finiteShare
  }
}

extension SourceStatus.State {
  var word: String {
    switch self {
    case .reading: "reading"
    case .following: "following"
    case .ended: "ended"
    case .failed: "FAILED"
    }
  }

  /// How bad that is.
  var level: Level {
    if case .failed = self { return .red }
    return .green
  }

  fileprivate var rank: Int {
    switch self {
    case .failed: 0
    case .reading: 1
    case .following: 2
    case .ended: 3
    }
  }
}

extension IngestStatus {
  /// All lines that were set aside; no more than fits.
  var badCount: Int {
    bad.reduce(0) { sum, reason in
      let (next, isTooMuch) = sum.addingReportingOverflow(reason.count)
      return isTooMuch ? .max : next
    }
  }
}

extension Figure {
  /// A share of lines: `2.4%`, `<.01%`.
  static func rate(_ count: Int, of total: Int) -> String {
    let share = total > 0 ? Double(count) / Double(total) : 0
    return share > 0 && share < 0.0001 ? "<.01%" : percent(share)
  }

  /// A size in bytes: `812`, `1.2k`, `88M`.
  static func bytes(_ count: Int) -> String { short(Double(count)) }
}
