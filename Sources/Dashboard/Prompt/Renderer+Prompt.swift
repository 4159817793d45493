extension Renderer {
  /// The prompt in place of the footer, and above it what could be typed.
  mutating func drawPrompt(_ prompt: Prompt, in area: Rectangle) {
    guard area.height > 0 else { return }
    canvas.fill(area)
    let (sign, hint): (String, String)
    switch prompt {
    case .filter: (sign, hint) = ("/", filterHint)
    case .command: (sign, hint) = (":", "tab completes  enter runs  esc leaves")
    }
    var pen = Pen(area)
    pen.put(" \(sign)", .accent, on: &canvas)
    let hintWidth = columns(of: hint) + 3
    let hasHint = pen.remaining - columns(of: prompt.line.text) > hintWidth + 8
    let line = Rectangle(x: pen.x, y: area.y, width: pen.remaining - (hasHint ? hintWidth : 1), height: 1)
    drawLine(prompt.line, in: line.intersection(area), style: .plain.bold())
    if hasHint { canvas.put(hint, x: area.maxX - hintWidth + 2, y: area.y, style: .faint, in: area) }
    let above = Rectangle(x: area.x, y: area.y - 1, width: area.width, height: 1).intersection(canvas.bounds)
    drawCandidates(of: prompt, in: above)
  }

  /// How many rows of the list in focus the filter leaves, as far as that is known here.
  private var filterHint: String {
    let total = state.snapshot?.features.count ?? 0
    let isShort = state.width < 80
    let count = total > 0 && state.screen == .overview ? "\(state.featureOrder.count) of \(total) features  " : ""
    return count + (isShort ? "enter keeps" : "enter keeps  esc restores")
  }

  /// What completes the line, the chosen one marked, in one row that runs along with it; where nothing does, how the
  /// command is used.
  private mutating func drawCandidates(of prompt: Prompt, in area: Rectangle) {
    guard area.height > 0 else { return }
    canvas.fill(area)
    let completion = state.promptMemory.completion
    var pen = Pen(area)
    pen.put(" ", on: &canvas)
    guard !completion.candidates.isEmpty, !isComplete(completion) else {
      drawUsage(of: prompt, with: &pen)
      return
    }
    let names = completion.candidates
    var first = 0
    if let chosen = completion.chosen {
      // As many before the chosen one as leave it in sight.
      first = chosen
      var used = columns(of: names[chosen]) + 8
      while first > 0, used + columns(of: names[first - 1]) + 2 <= pen.remaining {
        first -= 1
        used += columns(of: names[first]) + 2
      }
    }
    if first > 0 { pen.put("\(glyphs.moreLeft)\(first) ", .faint, on: &canvas) }
    for index in first..<names.count {
      let isLast = index == names.count - 1
      let more = isLast ? "" : "\(names.count - index - 1)\(glyphs.moreRight)"
      let room = pen.remaining - (isLast ? 0 : columns(of: more) + 1)
      guard columns(of: names[index]) + 2 <= room || index == first else {
        pen.put("\(names.count - index)\(glyphs.moreRight)", .faint, on: &canvas)
        break
      }
      let style = index == completion.chosen ? Style.accent.reversed() : .plain
      pen.put(names[index].truncated(max(0, room - 2), glyphs: glyphs), style, on: &canvas)
      pen.put("  ", on: &canvas)
    }
  }

  /// Whether the word stands there already, so that there is nothing to choose.
  private func isComplete(_ completion: Completion) -> Bool {
    completion.chosen == nil && completion.candidates.count == 1 && completion.candidates[0] == completion.stem
  }

  private mutating func drawUsage(of prompt: Prompt, with pen: inout Pen) {
    switch prompt {
    case .filter:
      let text = "words of a name; red, yellow \(glyphs.dot) region=apac \(glyphs.dot) !word leaves out"
      pen.put(text.truncated(pen.remaining, glyphs: glyphs), .faint, on: &canvas)
    case .command(let line):
      let typed = CommandLine(line.text)
      switch CommandSet.command(named: typed.word) {
      case .success(let command):
        pen.put(command.usage + "  ", .plain, on: &canvas)
        pen.put(command.help.truncated(pen.remaining, glyphs: glyphs), .faint, on: &canvas)
      case .failure(.ambiguous(let names)):
        pen.put(names.joined(separator: "  ").truncated(pen.remaining, glyphs: glyphs), .faint, on: &canvas)
      case .failure(.unknown(let nearest)):
        guard !typed.word.isEmpty else { return }
        let hint = nearest.map { "; nearest: \($0)" } ?? ""
        pen.put("no such command\(hint)".truncated(pen.remaining, glyphs: glyphs), .level(.yellow), on: &canvas)
      }
    }
  }
}
