/// The candidate that a mistyped name most likely stands for; `nil` if none is near.
///
/// Near means: at most a third of the longer name's letters differ (one letter at least may), capitals and the choice
/// of `_`, `-` and blank aside. Of equally near candidates the first one wins.
package func nearestName(to name: String, among candidates: [String]) -> String? {
  let wanted = foldedForComparison(name)
  var best: (name: String, distance: Int)?
  for candidate in candidates where candidate != name {
    let folded = foldedForComparison(candidate)
    let limit = max(1, max(wanted.count, folded.count) / 3)
    guard abs(wanted.count - folded.count) <= limit, min(wanted.count, folded.count) > 1 else { continue }
    let distance = editDistance(wanted, folded)
    if distance <= limit, distance < best?.distance ?? Int.max { best = (candidate, distance) }
  }
  return best?.name
}

/// A remedy that names the nearest candidate, or else all of them (the first few if there are many).
///
/// - Parameter kind: what the candidates are, in the plural: `valid keys`.
package func suggestion(for name: String, among candidates: [String], kind: String) -> String {
  let shown = candidates.prefix(30).joined(separator: ", ") + (candidates.count > 30 ? ", …" : "")
  let listing = candidates.isEmpty ? "there are no \(kind)" : "\(kind): \(shown)"
  return nearestName(to: name, among: candidates).map { "did you mean '\($0)'? (\(listing))" } ?? listing
}

/// Letters to insert, delete, replace or swap with their neighbour to make one text of the other.
///
/// Source: the optimal string alignment distance (restricted Damerau–Levenshtein). Complexity: O(a · b).
package func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  guard !a.isEmpty else { return b.count }
  guard !b.isEmpty else { return a.count }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [i] + [Int](repeating: 0, count: b.count)
    for j in 1...b.count {
      let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      row[j] = min(last[j] + 1, row[j - 1] + 1, substitution)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], beforeLast[j - 2] + 1)
      }
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}

private func foldedForComparison(_ name: String) -> [Character] {
  name.prefix(100).lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 }
}
