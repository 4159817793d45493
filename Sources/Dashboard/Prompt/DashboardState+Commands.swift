import Notation
import Readings

extension DashboardState {
  /// Runs a command line. What it cannot make sense of changes nothing, and is refused with the nearest valid word.
  mutating func run(_ text: String) -> [DashboardEffect] {
    let line = CommandLine(text)
    guard !line.word.isEmpty else { return [] }
    switch CommandSet.command(named: line.word) {
    case .failure(.unknown(let nearest)):
      return refuse("no command \(line.word.quoted); \(nearest.map { "nearest: \($0)" } ?? "help lists all")")
    case .failure(.ambiguous(let names)):
      return refuse("\(line.word.quoted) could be \(names.joined(separator: ", "))")
    case .success(let command):
      if command.needsArgument, line.argument.isEmpty { return refuse("what is missing: \(command.usage)") }
      return run(command, line)
    }
  }

  private mutating func run(_ command: Command, _ line: CommandLine) -> [DashboardEffect] {
    let argument = line.argument
    switch command.act {
    case .quit: return [.quit]
    case .help: return perform(.help)
    case .freeze: return perform(.freeze)
    case .show(let screen): return perform(.show(screen))
    case .cell: return perform(.openCell)
    case .alert: return perform(.openAlert)
    case .filter: filter = Filter(argument)
    case .decide(let kind): return runDecision(kind, line)
    case .identity:
      person = String(argument.prefix(100))
      notice = Notice("decisions are \(person)'s from now on")
    case .export: return [.export(export(to: argument))]
    case .mouse: return runMouse(argument)
    case .speed: return runSpeed(argument)
    case .feature where argument.isEmpty: return perform(.show(.feature))
    default: return choose(command, argument)
    }
    return []
  }

  /// Commands whose argument is one of a list of names.
  private mutating func choose(_ command: Command, _ argument: String) -> [DashboardEffect] {
    let names = values(for: command.act)
    let value: String
    switch Self.name(argument, among: names) {
    case .success(let name): value = name
    case .failure(.ambiguous(let several)):
      return refuse("\(argument.quoted) could be \(several.joined(separator: ", "))")
    case .failure(.unknown(let nearest)):
      let hint = nearest.map { "nearest: \($0)" } ?? (names.isEmpty ? "there are none yet" : Self.choice(names))
      return refuse("no \(command.name == "against" ? "version" : command.name) \(argument.quoted); \(hint)")
    }
    switch command.act {
    case .feature:
      drop(filterHiding: value, in: nil)
      select(feature: value)
      if screen != .feature { enter(.feature) }
    case .segment:
      drop(filterHiding: nil, in: value)
      select(segment: value)
    case .window: chosenWindow = value
    case .version: chosenVersion = value
    case .against: chosenComparison = value
    case .metric:
      metric = Metric(rawValue: value) ?? metric
      chosen.insert(.metric)
    case .sort:
      if sortsAlerts { alertSort = AlertSort(rawValue: value) ?? alertSort }
      sort = FeatureSort(rawValue: value) ?? sort
    case .theme: theme = Theme(rawValue: value) ?? theme
    default: break
    }
    return []
  }

  private mutating func runDecision(_ kind: DecisionKind, _ line: CommandLine) -> [DashboardEffect] {
    guard kind == .silence, !line.argument.isEmpty else {
      openDialog(kind, reason: line.argument)
      return []
    }
    let (first, rest) = line.parts
    guard let span = TimeSpan(first), span > .zero else {
      return refuse("\(first.quoted) is no span of time; as in: silence 2h \(line.argument.quoted)")
    }
    openDialog(kind, reason: rest, span: span)
    return []
  }

  private mutating func runMouse(_ argument: String) -> [DashboardEffect] {
    switch Self.name(argument, among: values(for: .mouse)) {
    case .success("on"): isMouseOn = true
    case .success: isMouseOn = false
    case .failure: return refuse("mouse on, or mouse off")
    }
    notice = Notice(isMouseOn ? "mouse on" : "mouse off: the terminal selects text")
    return [.setMouse(isMouseOn)]
  }

  private mutating func runSpeed(_ argument: String) -> [DashboardEffect] {
    guard case .replay = snapshot?.mode else { return refuse("speed can be changed in a replay only") }
    if argument.lowercased() == "max" { return [.setReplaySpeed(nil)] }
    let figure = argument.hasSuffix("x") ? String(argument.dropLast()) : argument
    guard let speed = Double(figure), speed.isFinite, speed > 0, speed <= 1_000_000 else {
      return refuse("\(argument.quoted) is no speed; as in: speed 600, or speed max")
    }
    return [.setReplaySpeed(speed)]
  }

  private mutating func refuse(_ text: String) -> [DashboardEffect] {
    notice = Notice(text, isRefusal: true)
    return []
  }

  /// The name that was meant: itself, the same but for upper and lower case, or the only one that begins with the text
  /// or contains it.
  private static func name(_ text: String, among names: [String]) -> Result<String, CommandSet.Mistake> {
    if names.contains(text) { return .success(text) }
    let typed = text.lowercased()
    let alike = names.filter { $0.lowercased() == typed }
    if let only = alike.first { return .success(only) }
    let word = Filter.Word(text: typed, isExcluding: false)
    for candidates in [names.filter { $0.lowercased().hasPrefix(typed) }, names.filter(word.occurs)] {
      if let only = candidates.first, candidates.count == 1 { return .success(only) }
      if candidates.count > 1 { return .failure(.ambiguous(Array(candidates.prefix(6)))) }
    }
    return .failure(.unknown(nearest: nearestName(to: text, among: names)))
  }

  private static func choice(_ names: [String]) -> String {
    "there is " + names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and more" : "")
  }

  /// Whether the sort order in question is that of the alerts.
  var sortsAlerts: Bool { screen == .alerts || focus == .alerts }
}

extension String {
  /// The text in quotes, cut to what a notice has room for.
  fileprivate var quoted: String { "\"" + (count > 40 ? prefix(39) + "~" : self[...]) + "\"" }
}
