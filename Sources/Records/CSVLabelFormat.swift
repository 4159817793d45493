/// How a label log is written.
package enum LabelFormat: String, CaseIterable, Sendable {
  /// JSON lines: one object a line.
  case jsonLines = "jsonl"
  /// CSV with a header.
  case csv

  /// What a file's name says: `.csv`, also compressed (`.csv.gz`, `.csv.zst`), in any capitals; JSON lines otherwise.
  package init(path: String) {
    let name = path.lowercased()
    self = [".csv", ".csv.gz", ".csv.zst"].contains(where: name.hasSuffix) ? .csv : .jsonLines
  }
}
