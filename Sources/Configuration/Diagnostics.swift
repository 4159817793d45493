/// Collects the findings of a check, so that all of them are shown at once.
///
/// A class, because every value read from a file reports to the same collector. It belongs to one task: read the
/// files, then hand on ``sorted``.
package final class Diagnostics {
  private var entries: [Diagnostic] = []
  private var known: Set<Diagnostic> = []
  private var fileOrder: [String: Int] = [:]

  package init() {}

  package var isEmpty: Bool { entries.isEmpty }
  package var hasErrors: Bool { entries.contains { $0.severity == .error } }
  package var errorCount: Int { entries.count { $0.severity == .error } }
  package var warningCount: Int { entries.count - errorCount }

  /// Adds a finding. The same finding at the same place is kept once.
  package func add(_ diagnostic: Diagnostic) {
    guard known.insert(diagnostic).inserted else { return }
    register(file: diagnostic.location.file)
    entries.append(diagnostic)
  }

  package func error(_ message: String, at location: SourceLocation, remedy: String? = nil) {
    add(Diagnostic(.error, message, at: location, remedy: remedy))
  }

  package func warning(_ message: String, at location: SourceLocation, remedy: String? = nil) {
    add(Diagnostic(.warning, message, at: location, remedy: remedy))
  }

  /// Fixes the place of a file in ``sorted``: files come in the order in which they were first named.
  package func register(file: String) {
    if fileOrder[file] == nil { fileOrder[file] = fileOrder.count }
  }

  /// All findings, file by file and line by line; those of one place in the order in which they were found.
  package var sorted: [Diagnostic] {
    entries.enumerated().sorted { a, b in
      let (x, y) = (a.element.location, b.element.location)
      if x.file != y.file { return (fileOrder[x.file] ?? 0) < (fileOrder[y.file] ?? 0) }
      if x.line != y.line { return (x.line ?? 0) < (y.line ?? 0) }
      if x.column != y.column { return (x.column ?? 0) < (y.column ?? 0) }
      return a.offset < b.offset
    }.map(\.element)
  }
}
