import Notation

/// The names of the labels that alerts can have: what matchers and groups are checked against.
struct LabelNames {
  /// Those that every alert has, as `AlertLabels` gives them.
  static let builtIn = [
    "alert", "model", "version", "model_version", "segment", "feature", "metric", "window", "level", "owner",
  ]

  /// The built-in ones, the dimensions, and those of the rules, each once.
  let all: [String]

  init(dimensions: [String], labels: some Sequence<String>) {
    var all = Self.builtIn
    for name in dimensions + Array(labels) where !all.contains(name) { all.append(name) }
    self.all = all
  }

  /// Letters, digits and `_`, and no digit first, as Prometheus has it.
  static func isValid(_ name: String) -> Bool {
    guard let first = name.utf8.first, !isDigit(first) else { return false }
    return name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || isDigit($0) || (0x61...0x7A).contains($0 | 0x20) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Warns of a name that no alert has.
  func check(_ name: String, at place: YAMLValue) {
    guard !all.contains(name) else { return }
    place.warning("no alert has a label '\(name)'", remedy: suggestion(for: name, among: all, kind: "labels"))
  }
}
