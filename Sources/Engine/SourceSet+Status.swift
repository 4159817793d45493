import Configuration
import Ingest
import Notation
import Readings

extension SourceSet {
  /// The files under way and those that cannot be read, in the order of their kinds and names.
  ///
  /// - Parameter name: of a file, as it is shown.
  func statuses(name: (String) -> String) -> [SourceStatus] {
    let troubles = troubles
    var statuses = sources.map { source in
      var status = source.status
      status.path = name(source.file.path)
      if let trouble = troubles[source.file.path] { status.state = .failed(trouble.error.detail) }
      return status
    }
    let known = Set(sources.map(\.file.path))
    for (path, trouble) in troubles where !known.contains(path) {
      statuses.append(
        SourceStatus(
          path: name(path), kind: SourceStatus.Kind(trouble.kind), state: .failed(trouble.error.detail), offset: 0))
    }
    return statuses.sorted { a, b in
      a.kind == b.kind ? a.path < b.path : a.kind == .predictions
    }
  }
}

extension LogSource {
  /// Under its whole name. Whether it can be read, ``SourceSet`` knows.
  fileprivate var status: SourceStatus {
    let isStream = file.path == InputFiles.standardInput
    let state: SourceStatus.State = !file.isDrained ? .reading : file.isLive ? .following : .ended
    return SourceStatus(
      path: file.path, kind: SourceStatus.Kind(kind), state: state, offset: Int(file.bytesRead),
      size: isStream ? nil : Int(file.size), lines: totals.lines, bad: totals.bad.values.reduce(0, +),
      late: totals.late, newest: file.newest.map(Instant.init(microseconds:)))
  }
}

extension SourceStatus.Kind {
  fileprivate init(_ kind: LogKind) {
    switch kind {
    case .predictions: self = .predictions
    case .labels: self = .labels
    }
  }
}
