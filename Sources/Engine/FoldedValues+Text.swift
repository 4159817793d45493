import Windows

extension FoldedValues {
  /// For people: what is not told apart, and as what it counts.
  package var text: String {
    let what = dimension.map { "values of \($0)" } ?? "versions"
    let which = isFull ? "\(kept) \(what) are told apart, all others" : "\(what) that are too long"
    return "\(which) count together, as \(dimension ?? "version")=\(name)"
  }
}
