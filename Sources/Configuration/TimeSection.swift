import Notation
import Windows

extension WindowPlan {
  private static let longest = TimeSpan.days(3650)
  /// More panes than this in a window cost more memory and time than a window is worth.
  private static let paneLimit: Int64 = 100_000

  /// What holds where `time` says nothing else.
  package static let standard = WindowPlan(
    pane: .minutes(5), windows: [Window(name: "1h", paneCount: 12), Window(name: "24h", paneCount: 288)],
    lateness: .minutes(10), labelHorizon: .days(7), actionMaxAge: .hours(1), ahead: .hours(1), idle: .minutes(1))

  /// Reads `time`; what is wrong is reported and replaced by its default.
  init(_ section: YAMLValue?) {
    self = .standard
    let keys = ["pane", "windows", "lateness", "label_horizon", "action_max_age", "ahead", "idle"]
    guard let mapping = section?.mapping(keys: keys, example: "{pane: 5m, windows: [1h, 24h]}") else { return }
    let span = TimeSpan.zero...Self.longest
    lateness = mapping.timeSpan("lateness", in: span) ?? lateness
    labelHorizon = mapping.timeSpan("label_horizon", in: span) ?? labelHorizon
    actionMaxAge = mapping.timeSpan("action_max_age", in: span) ?? actionMaxAge
    ahead = mapping.timeSpan("ahead", in: span) ?? ahead
    idle = mapping.timeSpan("idle", in: span) ?? idle

    if let value = mapping.value("pane") {
      guard let pane = Self.pane(value) else { return }
      self.pane = pane
    }
    if let value = mapping.value("windows") {
      guard let windows = Self.windows(value, pane: pane) else { return }
      self.windows = windows
    } else if let value = mapping.value("pane") {
      let fitting = Self.standard.windows.compactMap { Self.window($0.name, TimeSpan($0.name), pane: pane) }
      if fitting.count == Self.standard.windows.count {
        windows = fitting
      } else {
        value.error(
          "the default windows 1h and 24h are not whole multiples of the pane \(pane.text)",
          remedy: "give 'time.windows', for example windows: [\(pane.text)]")
      }
    }
  }

  private static func pane(_ value: YAMLValue) -> TimeSpan? {
    guard let pane = value.timeSpan(in: TimeSpan(seconds: 1)...TimeSpan.days(366)) else { return nil }
    let day = TimeSpan.days(1).microseconds
    guard day % pane.microseconds == 0 || pane.microseconds % day == 0 else {
      value.error(
        "the pane \(pane.text) neither divides a day nor is a multiple of one", remedy: "for example 5m, 1h or 1d")
      return nil
    }
    return pane
  }

  private static func windows(_ value: YAMLValue, pane: TimeSpan) -> [Window]? {
    let elements = value.oneOrMany()
    guard !elements.isEmpty else {
      value.error("'\(value.name)' is empty", remedy: "for example [1h, 24h]")
      return nil
    }
    var found: [Window] = []
    for element in elements {
      guard let span = element.timeSpan(in: TimeSpan(seconds: 1)...longest, example: "1h"),
        let name = element.scalarText
      else { continue }
      guard let window = window(name, span, pane: pane) else {
        let tooMany = span.microseconds / pane.microseconds > paneLimit
        element.error(
          tooMany
            ? "the window \(name) has more than \(paneLimit) panes of \(pane.text)"
            : "the window \(name) is not a whole multiple of the pane \(pane.text)",
          remedy: tooMany ? "use a longer pane" : "for example \(nearestMultiple(of: pane, to: span).text)")
        continue
      }
      if let other = found.first(where: { $0.paneCount == window.paneCount }) {
        element.error("the window \(name) is as long as \(other.name)", remedy: "remove one of them")
      } else {
        found.append(window)
      }
    }
    return found.isEmpty ? nil : found.sorted { $0.paneCount < $1.paneCount }
  }

  private static func window(_ name: String, _ span: TimeSpan?, pane: TimeSpan) -> Window? {
    guard let span, span.microseconds % pane.microseconds == 0 else { return nil }
    let count = span.microseconds / pane.microseconds
    return (1...paneLimit).contains(count) ? Window(name: name, paneCount: Int(count)) : nil
  }

  private static func nearestMultiple(of pane: TimeSpan, to span: TimeSpan) -> TimeSpan {
    pane * max(1, (span.microseconds + pane.microseconds / 2) / pane.microseconds)
  }
}
