import Readings

/// What could stand where the cursor of a prompt is, and which of it was chosen.
struct Completion: Equatable, Sendable {
  /// What stands before the completed word.
  var start = ""
  /// What was typed of the word.
  var stem = ""
  /// What stands after the cursor.
  var end = ""
  var candidates: [String] = []
  /// Index of the candidate that stands in the line; `nil` before the first Tab.
  var chosen: Int?

  /// The line with the next candidate, or the one before; past the last one comes what was typed.
  mutating func step(by step: Int) -> LineEditor? {
    guard !candidates.isEmpty else { return nil }
    let count = candidates.count + 1
    let now = chosen ?? candidates.count
    let next = (now + step + count) % count
    // A single candidate is taken, not cycled through.
    chosen = candidates.count == 1 ? 0 : next == candidates.count ? nil : next
    var line = LineEditor(start + (chosen.map { candidates[$0] } ?? stem))
    let cursor = line.text.count
    guard !end.isEmpty else { return line }
    line = LineEditor(line.text + end)
    while line.cursor > cursor { _ = line.press(.left) }
    return line
  }
}

extension DashboardState {
  /// What completes a command line at its cursor: command names first, then values of the command's argument.
  func completion(of editor: LineEditor) -> Completion {
    let head = editor.head
    let line = CommandLine(head)
    guard line.hasArgument else {
      return Completion(
        start: String(head.dropLast(line.word.count)), stem: line.word, end: editor.tail,
        candidates: Self.matches(line.word, CommandSet.all.map(\.name)))
    }
    guard case .success(let command) = CommandSet.command(named: line.word) else { return Completion() }
    if command.act == .filter { return filterCompletion(of: editor) }
    // Names may contain spaces: all that follows the command is the argument.
    let rest = head.drop { $0 == " " || $0 == ":" }.dropFirst(line.word.count).drop { $0 == " " }
    return Completion(
      start: String(head.dropLast(rest.count)), stem: String(rest), end: editor.tail,
      candidates: Self.matches(String(rest), values(for: command.act)))
  }

  /// What completes the last word of a filter: levels, features, segments.
  func filterCompletion(of editor: LineEditor) -> Completion {
    let head = editor.head
    var word = String(head.reversed().prefix { $0 != " " }.reversed())
    if word.hasPrefix("!") { word.removeFirst() }
    let names =
      Filter.levelNames.prefix(3) + (snapshot?.features.map(\.name) ?? [])
      + (snapshot?.segments.filter { $0 != "all" } ?? []) + Filter.levelNames.dropFirst(3)
    return Completion(
      start: String(head.dropLast(word.count)), stem: word, end: editor.tail,
      // A name of several words would be several words of the filter.
      candidates: Self.matches(word, names.filter { !$0.utf8.contains(UInt8(ascii: " ")) }))
  }

  /// The values that a command takes, as far as they are known.
  func values(for act: Command.Act) -> [String] {
    switch act {
    case .feature: snapshot?.features.map(\.name) ?? []
    case .segment: snapshot?.segments ?? []
    case .window: snapshot?.windows ?? []
    case .version, .against: snapshot.map { ["*"] + $0.versions } ?? []
    case .metric: (measuredMetrics.isEmpty ? Self.heatMapMetrics : measuredMetrics).map(\.rawValue)
    case .sort: sortsAlerts ? AlertSort.allCases.map(\.rawValue) : FeatureSort.allCases.map(\.rawValue)
    case .theme: Theme.allCases.map(\.rawValue)
    case .mouse: ["on", "off"]
    case .speed: Self.replaySpeeds.map { String(Int($0)) } + ["max"]
    case .decide(.silence): ["1h", "2h", "8h", "1d"]
    case .export: ["\(exportName).txt", "\(exportName).json"]
    case .quit, .filter, .freeze, .help, .show, .cell, .alert, .decide, .identity: []
    }
  }

  /// Names that begin with the word; where none does, those that contain it. Upper and lower case are alike.
  private static func matches(_ word: String, _ names: [String]) -> [String] {
    let typed = word.lowercased()
    guard !typed.isEmpty else { return names }
    let beginning = names.filter { $0.lowercased().hasPrefix(typed) }
    return beginning.isEmpty ? names.filter(Filter.Word(text: typed, isExcluding: false).occurs) : beginning
  }
}
