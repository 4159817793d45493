import ArgumentParser
import Configuration
import Dashboard
import Engine
import Foundation
import Terminal

/// How a dashboard looks and behaves. What the command line says goes before what the configuration says.
struct DisplayOptions: ParsableArguments {
  @Flag(name: .long, help: "Draw with ASCII characters only.")
  var ascii = false

  @Option(name: .long, help: "Colours: 256, 16 or none; as many as the terminal has if not given.")
  var color: ColorMode?

  @Option(name: .long, help: "Theme: \(Theme.allCases.map(\.rawValue).joined(separator: ", ")).")
  var theme: Theme?

  @Option(name: .long, help: "How to be told of a new red alert: none, bell or desktop.")
  var notify: NotificationWay?

  @Flag(name: .long, help: "Leave the mouse to the terminal, for selecting text.")
  var noMouse = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The view to open with: \(Screen.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "view"))
  var view: Screen?

  /// What the terminal has to know.
  func terminal(_ section: CheckedDashboard) -> TerminalOptions {
    TerminalOptions(
      forcesASCII: ascii, color: color, title: "leeway", notification: notify ?? section.notification ?? .none)
  }

  /// What the dashboard has to know, but for who may decide what.
  func dashboard(_ section: CheckedDashboard) -> DashboardOptions {
    let environment = ProcessInfo.processInfo.environment
    return DashboardOptions(
      keyMap: section.keyMap, theme: theme ?? section.theme ?? .suggested(environment: environment),
      hasMouse: !noMouse && section.hasMouse, screen: view ?? .overview, asked: asked)
  }

  /// What the command line says, which goes before the view as it was left.
  private var asked: Set<SavedView.Key> {
    var asked: Set<SavedView.Key> = []
    if theme != nil { asked.insert(.theme) }
    if noMouse { asked.insert(.mouse) }
    if view != nil { asked.insert(.view) }
    return asked
  }
}

extension ColorMode: ExpressibleByArgument {}
extension Theme: ExpressibleByArgument {}
extension NotificationWay: ExpressibleByArgument {}
extension Screen: ExpressibleByArgument {}
