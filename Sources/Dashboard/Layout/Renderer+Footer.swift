import Readings

/// The lowest row: a word to the user, or the keys of the view.
extension Renderer {
  mutating func drawFooter(in area: Rectangle) {
    var pen = Pen(area)
    pen.put(" ", on: &canvas)
    if let notice = state.notice {
      pen.put(
        notice.text.truncated(pen.remaining, glyphs: glyphs), notice.isRefusal ? .level(.red) : .accent, on: &canvas)
      return
    }
    let isReplay = if case .replay = state.snapshot?.mode { true } else { false }
    let all = state.keyMap.bindings(in: state.screen).filter { !$0.keys.isEmpty }
    let bindings = all.filter { $0.label != nil && (isReplay || !$0.needsReplay) && isOfUse($0.action) }
    // Help and quitting are always said, quitting at the far end; the others as far as they fit.
    let quit = bindings.last { $0.action == .quit }
    let help = bindings.first { $0.action == .help }
    let reserve = (quit.map { footerWidth($0, among: all) } ?? 0)
    if case .lost(_, let reason) = state.link, state.snapshot != nil {
      let room = pen.remaining - reserve - (help.map { footerWidth($0, among: all) } ?? 0) - 2
      let isTold = room < 40 || reason.hasPrefix("the agent")
      let text = glyphs.symbol(.red) + (isTold ? " " : " the agent is gone: ") + reason
      pen.put(text.truncated(room, glyphs: glyphs) + "  ", .level(.red), on: &canvas)
    }
    if let help { putFooter(help, among: all, with: &pen) }
    for binding in bindings where binding.action != .quit && binding.action != .help {
      guard pen.remaining >= footerWidth(binding, among: all) + reserve else { break }
      putFooter(binding, among: all, with: &pen)
    }
    if let quit { putFooter(quit, among: all, with: &pen) }
  }

  /// Whether a key leads anywhere: a view does not lead to itself, and where nothing can be decided no key asks for it.
  private func isOfUse(_ action: Action) -> Bool {
    switch action {
    case .show(let screen): screen != state.screen
    case .decide(.approve), .decide(.reject): state.refusal == nil && state.currentAlert?.waitsForPerson == true
    case .decide: state.refusal == nil
    default: true
    }
  }

  /// The first key of a binding, and that of its counterpart where one label speaks for both.
  private func footerKeys(_ binding: KeyMap.Binding, among all: [KeyMap.Binding]) -> [Key] {
    let counterpart: Action? =
      switch binding.action {
      case .previousFeature: .nextFeature
      case .previousSegment: .nextSegment
      case .faster: .slower
      default: nil
      }
    let other = all.first { $0.action == counterpart }?.keys.first
    return [binding.keys.first, other].compactMap(\.self)
  }

  private func footerLabel(_ binding: KeyMap.Binding) -> String {
    switch binding.action {
    case .freeze:
      if case .replay(_, let isPaused) = state.snapshot?.mode { return isPaused ? "go on" : "pause" }
      return state.isFrozen ? "go on" : "freeze"
    default: return binding.label ?? ""
    }
  }

  private func footerWidth(_ binding: KeyMap.Binding, among all: [KeyMap.Binding]) -> Int {
    let keys = footerKeys(binding, among: all).reduce(0) { $0 + columns(of: $1.name(glyphs: glyphs)) + 1 }
    return keys + columns(of: footerLabel(binding)) + 2
  }

  private mutating func putFooter(
    _ binding: KeyMap.Binding, among all: [KeyMap.Binding], with pen: inout Pen
  ) {
    let keys = footerKeys(binding, among: all)
    for (index, key) in keys.enumerated() {
      let from = pen.x
      pen.put(key.name(glyphs: glyphs), Style(.key), on: &canvas)
      pen.put(" ", on: &canvas)
      if index == keys.count - 1 { pen.put(footerLabel(binding), .plain, on: &canvas) }
      mark(Rectangle(x: from, y: pen.y, width: pen.x - from, height: 1).intersection(pen.area), .key(key))
    }
    pen.put("  ", on: &canvas)
  }
}
