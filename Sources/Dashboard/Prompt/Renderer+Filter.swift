extension Renderer {
  /// `/age red  3 of 13`, or `3/13 /age red` on a narrow screen: what a pane's title says while the filter narrows its
  /// list; empty without a filter.
  func filterTitle(shown: Int, of total: Int) -> String {
    guard !state.filter.isEmpty else { return "" }
    let text = "/" + state.filter.text.truncated(24, glyphs: glyphs)
    return state.width < 60 ? "\(shown)/\(total) \(text)" : "\(text)  \(shown) of \(total)"
  }

  /// What stands in an empty list: that the filter left nothing, and how to be rid of it, or what the caller says.
  ///
  /// - Parameter total: rows that there are without the filter.
  func emptyText(_ otherwise: String, of total: Int) -> String {
    guard !state.filter.isEmpty, total > 0 else { return otherwise }
    return
      "nothing matches /\(state.filter.text.truncated(24, glyphs: glyphs)); esc drops \(state.width < 60 ? "it" : "the filter")"
  }
}
