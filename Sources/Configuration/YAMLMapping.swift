import Notation
import Yams

/// A YAML mapping: values by key, in the order of the file.
///
/// A key without a value is reported once, here, and then counts as absent. Merge keys (`<<: *defaults`) are followed;
/// a mapping's own entries win over merged ones.
package struct YAMLMapping {
  package struct Entry {
    package let key: String
    /// Where the key stands.
    package let location: SourceLocation
    package let value: YAMLValue
  }

  /// The mapping as a value, for its name, its place and for reports.
  package let value: YAMLValue
  package let entries: [Entry]
  private let withoutValue: Set<String>

  /// How deep merge keys may refer to mappings with merge keys.
  private static let mergeDepthLimit = 8

  init(_ value: YAMLValue) {
    var collected: [Entry] = []
    var seen: Set<String> = []
    Self.collect(from: value, into: &collected, seen: &seen, depth: 0)
    self.value = value
    entries = collected.filter { !$0.value.isNull }
    withoutValue = Set(collected.lazy.filter { $0.value.isNull }.map(\.key))
    for entry in collected where entry.value.isNull {
      value.diagnostics.error(
        "'\(entry.value.name)' has no value", at: entry.location, remedy: "give it one or remove the key")
    }
  }

  package var location: SourceLocation { value.location }
  package var keys: [String] { entries.map(\.key) }

  private static func collect(
    from value: YAMLValue, into entries: inout [Entry], seen: inout Set<String>, depth: Int
  ) {
    guard let mapping = value.node.mapping else { return }
    var merged: [YAMLValue] = []
    for (keyNode, node) in mapping {
      let place = YAMLValue(node: keyNode, name: value.name, fallback: value.location, diagnostics: value.diagnostics)
      guard let key = keyNode.scalar?.string, !key.isEmpty else {
        place.error("a key must be a text, not \(place.found)", remedy: "put a text that begins with { or [ in quotes")
        continue
      }
      let name = value.name.isEmpty ? key : "\(value.name).\(key)"
      let element = YAMLValue(node: node, name: name, fallback: place.location, diagnostics: value.diagnostics)
      if key == "<<", place.isPlain {
        merged += element.oneOrMany()
      } else if seen.insert(key).inserted {
        entries.append(Entry(key: key, location: place.location, value: element))
      }
    }
    for source in merged {
      guard source.isMapping, depth < mergeDepthLimit else {
        source.error("'<<' must name mappings, not \(source.found)", remedy: "for example <<: *defaults")
        continue
      }
      let renamed = YAMLValue(
        node: source.node, name: value.name, fallback: value.location, diagnostics: value.diagnostics)
      collect(from: renamed, into: &entries, seen: &seen, depth: depth + 1)
    }
  }

  // MARK: Access

  /// The value of a key; `nil` if it is absent.
  package func value(_ key: String) -> YAMLValue? {
    entries.first { $0.key == key }?.value
  }

  /// The value of a key; its absence is reported at the mapping.
  package func required(_ key: String, example: String) -> YAMLValue? {
    if let found = value(key) { return found }
    if !withoutValue.contains(key) {
      let place = value.name.isEmpty ? "" : " in '\(value.name)'"
      value.error("'\(key)' is missing\(place)", remedy: "for example \(key): \(example)")
    }
    return nil
  }

  /// Where the key stands, or the mapping itself if it is absent.
  package func location(of key: String) -> SourceLocation {
    entries.first { $0.key == key }?.location ?? location
  }

  // MARK: Typed access to optional keys

  package func string(_ key: String, example: String? = nil) -> String? { value(key)?.string(example: example) }

  package func double(_ key: String, in range: ClosedRange<Double>? = nil) -> Double? { value(key)?.double(in: range) }

  package func int(_ key: String, in range: ClosedRange<Int>? = nil) -> Int? { value(key)?.int(in: range) }

  package func bool(_ key: String) -> Bool? { value(key)?.bool() }

  package func timeSpan(_ key: String, in range: ClosedRange<TimeSpan>? = nil) -> TimeSpan? {
    value(key)?.timeSpan(in: range)
  }

  package func choice(_ key: String, _ choices: [String]) -> String? { value(key)?.choice(choices) }

  /// The elements of a list; empty if the key is absent or no list.
  package func list(_ key: String, example: String = "[a, b]") -> [YAMLValue] {
    value(key)?.list(example: example) ?? []
  }

  /// One text or a list of texts; empty if the key is absent. What is no text is reported and left out.
  package func strings(_ key: String, example: String? = nil) -> [String] {
    (value(key)?.oneOrMany() ?? []).compactMap { $0.string(example: example) }
  }

  package func mapping(_ key: String, keys: [String], example: String? = nil) -> YAMLMapping? {
    value(key)?.mapping(keys: keys, example: example)
  }
}
