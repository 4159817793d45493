import Records

/// Names one part of a pane: a version's share of a segment's rows.
package struct PartName: Codable, Equatable, Sendable {
  package var version: String
  /// `all`, `dim=value`, or `dim=value,dim=value`.
  package var segment: String

  package init(version: String, segment: String) {
    self.version = version
    self.segment = segment
  }
}

/// Closed panes beyond what the windows need.
extension RollingWindows {
  /// The parts of a pane, by number. Names are only ever added.
  package var partNames: [PartName] {
    registry.parts.map { PartName(version: registry.versions[$0.version], segment: registry.cells[$0.cell].name) }
  }

  /// Counts in a row of a pane's labels.
  package var labelWidth: Int { layout.labelWidth }

  /// Keeps the counts of panes that are let go, until ``checkpointIsSafe()``. What came in late for one that had left
  /// already leaves by itself: counts of the same pane and part are to be added up.
  func departTraffic(before first: Int) {
    guard keepsHistory else { return }
    for pane in traffic.keys.filter({ $0 < first }).sorted() {
      guard let parts = traffic[pane] else { continue }
      departed.append(PartChange(kind: PaneCounts.traffic, number: pane, bytes: Self.bytes(parts)))
    }
  }

  func departLabels(before first: Int) {
    guard keepsHistory else { return }
    for pane in labelPanes.held where pane < first {
      departed.append(PartChange(kind: PaneCounts.labels, number: pane, bytes: labelPanes.bytes(of: pane)))
    }
  }
}

/// The counts of a pane as the state keeps them.
package enum PaneCounts {
  package static let traffic = "traffic"
  package static let labels = "labels"

  /// The parts with counts; a part may come more than once. Throws if the bytes are not those of a pane.
  ///
  /// - Parameter labelWidth: counts in a row of labels.
  package static func read(
    _ bytes: [UInt8], kind: String, labelWidth: Int
  ) throws(StateDamage) -> [(part: Int, counts: SparseCounts)] {
    var reader = StateReader(bytes)
    var parts: [(part: Int, counts: SparseCounts)] = []
    for _ in 0..<(try reader.count()) {
      let part = try reader.integer()
      if kind == traffic {
        parts.append((part, try reader.sparseCounts(width: Int(UInt32.max))))
        continue
      }
      var indices: [UInt32] = []
      for word in 0..<max(0, (labelWidth + 63) / 64) {
        let mask = try reader.fixed()
        for bit in 0..<64 where mask >> UInt64(bit) & 1 != 0 { indices.append(UInt32(word * 64 + bit)) }
      }
      var values: [Int64] = []
      for _ in indices { values.append(try reader.signed()) }
      guard let counts = SparseCounts(indices: indices, values: values) else { throw StateDamage() }
      parts.append((part, counts))
    }
    guard reader.isAtEnd else { throw StateDamage() }
    return parts
  }
}
