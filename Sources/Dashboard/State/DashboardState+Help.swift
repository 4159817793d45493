extension DashboardState {
  mutating func openHelp() {
    isHelpOpen = true
    helpOffset = 0
  }

  /// Movement scrolls where the help is longer than the screen; any other key closes it, and only quitting and drawing
  /// anew do more.
  mutating func pressInHelp(_ key: Key) -> [DashboardEffect] {
    let action = keyMap.action(for: key, in: screen)
    if case .move(let direction) = action, scrollHelp(direction) { return [] }
    isHelpOpen = false
    guard let action, action == .quit || action == .redraw else { return [] }
    return perform(action)
  }

  /// Returns whether there is anything to scroll.
  mutating func scrollHelp(_ direction: Action.Direction, by step: Int = 1) -> Bool {
    let layout = HelpLayout(self)
    guard layout.rows.count > layout.room else { return false }
    let offsets = layout.rows.count - layout.room + 1
    var offset = min(helpOffset, offsets - 1)
    for _ in 0..<step {
      offset = direction.applied(to: offset, count: offsets, page: max(1, layout.room - 1)) ?? offset
    }
    helpOffset = offset
    return true
  }
}
