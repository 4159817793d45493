import Configuration
import Dashboard
import Notation
import Terminal

/// The configuration's `dashboard`, held against the names that the dashboard knows.
struct CheckedDashboard {
  var theme: Theme?
  var notification: NotificationWay?
  var hasMouse: Bool
  var keyMap: KeyMap

  /// - Parameter diagnostics: gets every mistake; what is wrong is left at its default.
  init(_ section: DashboardSection, into diagnostics: Diagnostics) {
    theme = Self.choice(section.theme, "dashboard.theme", Theme.allCases, into: diagnostics)
    notification = Self.choice(section.notify, "dashboard.notify", NotificationWay.allCases, into: diagnostics)
    hasMouse = section.hasMouse ?? true
    keyMap = .standard
    guard !section.keys.isEmpty else { return }
    let changes = section.keys.map { (action: $0.action.text, keys: $0.keys.map(\.text)) }
    do {
      keyMap = try KeyMap.standard.remapped(changes)
    } catch {
      for mistake in error.list { Self.report(mistake, section, into: diagnostics) }
    }
  }

  private static func report(
    _ mistake: KeyMapMistake, _ section: DashboardSection, into diagnostics: Diagnostics
  ) {
    let change = section.keys.first { $0.action.text == mistake.action }
    let key = change?.keys.first { $0.text == mistake.key }
    guard let place = key?.location ?? change?.action.location else { return }
    diagnostics.error("'dashboard.keys': \(mistake.text)", at: place)
  }

  private static func choice<Name: RawRepresentable<String>>(
    _ word: DashboardSection.Word?, _ key: String, _ names: [Name], into diagnostics: Diagnostics
  ) -> Name? {
    guard let word else { return nil }
    if let name = Name(rawValue: word.text) { return name }
    diagnostics.error(
      "'\(key)' cannot be '\(word.text)'", at: word.location,
      remedy: suggestion(for: word.text, among: names.map(\.rawValue), kind: "valid values"))
    return nil
  }
}
