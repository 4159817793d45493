/// A segment's name as the heat-map heads its columns with it.
struct SegmentLabel: Equatable {
  /// `region`, `sex × product`; empty for `all`.
  var dimension: String
  /// `apac`, `f·loan`, `all`.
  var value: String

  init(_ segment: String, glyphs: Glyphs) {
    let pairs = segment.split(separator: ",", omittingEmptySubsequences: false).map { part -> (Substring, Substring) in
      guard let equals = part.firstIndex(of: "=") else { return ("", part) }
      return (part[..<equals], part[part.index(after: equals)...])
    }
    dimension = pairs.map { String($0.0) }.filter { !$0.isEmpty }.joined(separator: glyphs.isUnicode ? "×" : "*")
    value = pairs.map { String($0.1) }.joined(separator: glyphs.isUnicode ? "·" : ",")
  }
}
