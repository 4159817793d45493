import Foundation
import Testing

/// Each view's own help says what its keys are; every one of them is pressed in that view.
@Suite("Every key of every view", .enabled(if: Tmux.isInstalled, Tmux.absence))
struct DashboardEveryKeyTests {
  static let views = [
    "overview", "feature", "cell", "alert", "performance", "fairness", "alerts", "versions", "ingest", "log",
  ]

  @Test("leaves the dashboard running, and its screen whole and without debris", arguments: views)
  func everyKey(view: String) async throws {
    let rig = try await DashboardRig(DashboardRig.watch + " --view \(view)")
    let tmux = rig.tmux
    let opened = try await rig.seeAll()
    let keys = try await HelpOfKeys.keys(of: view, on: tmux)
    try #require(Set(keys).isSuperset(of: ["?", "Tab", "z", "1", "/", ":", "y", "x", "T", "M", "C-l", "q"]), "\(keys)")
    try await tmux.resize(120, 36)
    try await tmux.see("the view in its size") { $0.way == opened.way && $0.isWhole(120, 36) }

    for key in keys where key != "q" {
      try await leavesNoDebris(key, rig)
      #expect(DashboardRig.isRunning(rig.pid), "\(key) ended it")
      try await comeBack(to: view, opened.way, rig)
    }
    try await tmux.send("q")
    try await rig.leaves(with: 0)
  }

  /// Presses a key, and holds the screen against one that is drawn anew. On a busy machine a key may do its work when
  /// the screen seems to rest already; nobody is that late three times.
  private func leavesNoDebris(_ key: String, _ rig: DashboardRig) async throws {
    for attempt in 1...3 {
      try await rig.tmux.send(key)
      let screen = try await rig.tmux.rests("after \(key)", 120, 36)
      // What is open takes the key for itself.
      guard !screen.isModal else { return }
      try await rig.tmux.send("C-l")
      let redrawn = try await rig.tmux.rests("after \(key) and a redraw", 120, 36)
      if redrawn.body == screen.body { return }
      #expect(attempt < 3, "\(key) left debris:\n\(screen.text)\nand this was meant:\n\(redrawn.text)")
    }
  }

  /// Out of whatever the key has opened, and back to the view.
  private func comeBack(to view: String, _ way: String, _ rig: DashboardRig) async throws {
    var screen = try await rig.tmux.screen()
    for _ in 0..<5 where screen.isModal {
      // An escape and what follows at once would be read as one key.
      let modal = screen
      try await rig.tmux.send("Escape")
      screen = try await rig.tmux.see("what was open to close") { !$0.isModal || $0.text != modal.text }
    }
    guard screen.way != way else { return }
    try await rig.command(view)
    try await rig.tmux.see("the \(view) view again") { !$0.isModal && $0.way.contains("leeway") }
  }
}

/// Reads the keys off the help on the screen.
enum HelpOfKeys {
  /// In one column, and high enough for all of it.
  private static let size = (width: 72, height: 150)

  static func keys(of view: String, on tmux: Tmux) async throws -> [String] {
    try await tmux.resize(size.width, size.height)
    try await tmux.see("the tall screen") { $0.lines.prefix(size.height).last?.contains("?") ?? false }
    try await tmux.send("?")
    let screen = try await tmux.see("the help") { $0.text.contains("Keys: \(view)") && $0.text.contains("Commands") }
    let lines = screen.lines.drop { !$0.contains("Keys: \(view)") }.prefix { !$0.contains("Commands") }
    let left = try #require(lines.first?.distance(to: "╭─ Keys"))
    try await tmux.send("?")
    try await tmux.see("the help to close") { !$0.text.contains("Keys: ") }
    return lines.flatMap { line -> [String] in
      let cells = line.dropFirst(left + 2)
      // A heading has no words behind its first ones.
      guard !cells.dropFirst(10).prefix(30).allSatisfy({ $0 == " " }) else { return [] }
      return cells.prefix(9).split(separator: " ").compactMap { tmuxName(String($0)) }
    }
  }

  /// The name that tmux has for a key of the help.
  private static func tmuxName(_ name: String) -> String? {
    let names = [
      "esc": "Escape", "bksp": "BSpace", "enter": "Enter", "tab": "Tab", "S-tab": "BTab", "space": "Space", "↑": "Up",
      "↓": "Down", "←": "Left", "→": "Right", "pgup": "PPage", "pgdn": "NPage", "home": "Home", "end": "End",
    ]
    if let known = names[name] { return known }
    if name.hasPrefix("^"), name.count == 2 { return "C-" + name.dropFirst().lowercased() }
    if name.count == 1 || name.wholeMatch(of: #/F\d+/#) != nil { return name }
    return nil
  }
}

extension Tmux {
  /// A key by tmux's name, or a character.
  func send(_ key: String) async throws {
    if key.count == 1 { try await type(key) } else { try await press(key) }
  }

  /// Waits until the screen is whole and stands still.
  @discardableResult
  func rests(
    _ what: String, _ width: Int, _ height: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Screen {
    var last: Screen?
    return try await see("a whole screen \(what)", sourceLocation: sourceLocation) { screen in
      defer { last = screen }
      return screen.isWhole(width, height) && screen.body == last?.body
    }
  }
}

extension Tmux.Screen {
  /// Without the header and the two lines at the bottom, which tell ages and rates.
  var body: ArraySlice<String> { lines.dropFirst().prefix(max(0, lines.count - 4)) }

  /// Whether a prompt, a question or the help is open.
  var isModal: Bool {
    text.contains("esc cancels") || text.contains("Keys: ") || text.contains("enter runs")
      || text.contains("enter keeps")
  }

  /// Whether header, footer and frames are there and fit the terminal. A kernel's console has frames of its own.
  func isWhole(_ width: Int, _ height: Int) -> Bool {
    guard lines.count >= height, header.contains(" leeway"), lines.allSatisfy({ $0.count <= width }) else {
      return false
    }
    guard !lines[height - 1].isEmpty else { return false }
    func count(_ corners: String) -> Int { lines.reduce(0) { $0 + $1.count { corners.contains($0) } } }
    let count = (count("╭┌"), count("╮┐"), count("╰└"), count("╯┘"))
    guard isModal || (count.0 == count.2 && count.1 == count.3 && count.0 > 0) else { return false }
    return lines.dropFirst().allSatisfy { line in
      guard let first = line.first, "╭│╰┌└".contains(first) else { return true }
      return line.count == width && "╮│╯┐┘".contains(line.last ?? " ")
    }
  }
}

extension String {
  /// How many characters stand before a text; `nil` where it is not in it.
  fileprivate func distance(to text: String) -> Int? {
    range(of: text).map { distance(from: startIndex, to: $0.lowerBound) }
  }
}
