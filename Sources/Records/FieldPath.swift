/// Where a value stands in a JSON object: `features.age` is the member `age` of the member `features`.
package struct FieldPath: Hashable, Sendable, CustomStringConvertible {
  package let components: [String]

  /// `nil` for an empty path or an empty component.
  package init?(_ dotted: String) {
    let components = dotted.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !components.contains("") else { return nil }
    self.components = components
  }

  private init(components: [String]) {
    self.components = components
  }

  /// The path of a member of what stands here. Its name may be any text, with dots in it or empty.
  package func appending(_ name: String) -> FieldPath { FieldPath(components: components + [name]) }

  package var description: String { components.joined(separator: ".") }
}
