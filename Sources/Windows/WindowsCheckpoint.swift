/// A part of the state under its kind and number; it takes the place of what was stored under them before.
package struct PartChange: Equatable, Sendable {
  package var kind: String
  package var number: Int
  package var bytes: [UInt8]

  package init(kind: String, number: Int, bytes: [UInt8]) {
    self.kind = kind
    self.number = number
    self.bytes = bytes
  }
}

/// What has changed since the last checkpoint, part by part.
package struct PartChanges: Sendable {
  /// To insert, or to replace what is there.
  package var parts: [PartChange] = []
  /// Parts of a kind with a smaller number are no longer needed.
  package var firstKept: [(kind: String, number: Int)] = []

  package init() {}
}

/// What has to be stored so that the windows can go on after a restart as if there had been none.
package struct WindowsCheckpoint: Sendable {
  /// All that is small, whole each time.
  package var core: [UInt8]
  package var changes: PartChanges

  package var parts: [PartChange] { changes.parts }
  package var firstKept: [(kind: String, number: Int)] { changes.firstKept }

  package init(core: [UInt8], changes: PartChanges) {
    self.core = core
    self.changes = changes
  }
}

/// Stored parts by kind, in order of their numbers.
struct StoredParts {
  private var parts: [String: [PartChange]] = [:]

  init(_ parts: [PartChange]) {
    self.parts = Dictionary(grouping: parts, by: \.kind)
    for kind in self.parts.keys { self.parts[kind]?.sort { $0.number < $1.number } }
  }

  subscript(kind: String) -> [PartChange] { parts[kind] ?? [] }
}
