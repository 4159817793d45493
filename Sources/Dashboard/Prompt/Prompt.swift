/// The line at the bottom while something is typed into it.
package enum Prompt: Equatable, Sendable {
  case filter(LineEditor)
  case command(LineEditor)

  /// What is being typed.
  var line: LineEditor {
    get {
      switch self {
      case .filter(let line), .command(let line): line
      }
    }
    set {
      switch self {
      case .filter: self = .filter(newValue)
      case .command: self = .command(newValue)
      }
    }
  }
}

/// What a prompt has to remember beside its line.
struct PromptMemory: Sendable {
  /// How things stood before the filter was edited.
  var filter = Filter()
  var feature: String?
  var segment: String?
  var selections: [Pane: RowSelection] = [:]

  var completion = Completion()
  /// The line of the history that is shown; `nil` for the one being typed.
  var historyIndex: Int?
  /// What was being typed when the walk through the history began.
  var draft = ""
}

extension DashboardState {
  /// Command lines that are kept.
  static let historyLength = 100

  mutating func openFilter() {
    promptMemory = PromptMemory(
      filter: filter, feature: selectedFeature, segment: selectedSegment, selections: selections)
    open(.filter(LineEditor(filter.isEmpty ? "" : filter.text + " ")))
  }

  /// - Parameter text: what already stands in it.
  mutating func openCommandLine(_ text: String = "") {
    promptMemory = PromptMemory()
    open(.command(LineEditor(text)))
  }

  private mutating func open(_ prompt: Prompt) {
    self.prompt = prompt
    isHelpOpen = false
    complete()
  }

  mutating func pressInPrompt(_ key: Key) -> [DashboardEffect] {
    guard var prompt else { return [] }
    switch key {
    case .escape:
      if case .filter = prompt { restoreFilter() }
      self.prompt = nil
      return []
    case .backspace where prompt.line.text.isEmpty:
      if case .filter = prompt { filter = Filter() }
      self.prompt = nil
      return []
    case .enter:
      self.prompt = nil
      guard case .command(let line) = prompt else { return [] }
      remember(line.text)
      return run(line.text)
    case .tab, .backTab:
      if let line = promptMemory.completion.step(by: key == .tab ? 1 : -1) {
        prompt.line = line
        self.prompt = prompt
        applyFilter(prompt)
      }
      return []
    case .up, .down, .control("p"), .control("n"), .pageUp, .pageDown:
      let isUp = key == .up || key == .control("p") || key == .pageUp
      if case .command(let line) = prompt {
        recall(by: isUp ? -1 : 1, from: line.text)
      } else {
        move(key == .pageUp ? .pageUp : key == .pageDown ? .pageDown : isUp ? .up : .down)
      }
      return []
    default:
      guard prompt.line.press(key) else { return [] }
      self.prompt = prompt
      promptMemory.historyIndex = nil
      complete()
      applyFilter(prompt)
      return []
    }
  }

  /// The lists narrow with every key.
  private mutating func applyFilter(_ prompt: Prompt) {
    guard case .filter(let line) = prompt else { return }
    filter = Filter(line.text)
  }

  private mutating func restoreFilter() {
    filter = promptMemory.filter
    selections = promptMemory.selections
    reorder()
    if let feature = promptMemory.feature { select(feature: feature) }
    if let segment = promptMemory.segment { select(segment: segment) }
  }

  private mutating func complete() {
    switch prompt {
    case .filter(let line): promptMemory.completion = filterCompletion(of: line)
    case .command(let line): promptMemory.completion = completion(of: line)
    case nil: promptMemory.completion = Completion()
    }
  }

  /// Walks through the history; beyond its newest line stands what was being typed.
  private mutating func recall(by step: Int, from text: String) {
    guard !commandHistory.isEmpty else { return }
    if promptMemory.historyIndex == nil { promptMemory.draft = text }
    let index = (promptMemory.historyIndex ?? commandHistory.count) + step
    guard index >= 0 else { return }
    promptMemory.historyIndex = index < commandHistory.count ? index : nil
    prompt = .command(LineEditor(index < commandHistory.count ? commandHistory[index] : promptMemory.draft))
    complete()
  }

  /// Appends a line to the history, unless it says nothing or what the one before it says.
  mutating func remember(_ line: String) {
    let line = String(line.drop { $0 == " " }.prefix(400))
    guard !line.isEmpty, line != commandHistory.last else { return }
    commandHistory.append(line)
    commandHistory.removeFirst(max(0, commandHistory.count - Self.historyLength))
  }
}
