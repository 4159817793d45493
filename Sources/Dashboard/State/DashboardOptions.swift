/// How a dashboard is set up, beyond its size.
package struct DashboardOptions: Sendable {
  package var keyMap: KeyMap
  package var theme: Theme
  package var hasMouse: Bool
  /// The view that it opens with.
  package var screen: Screen
  /// Who decides, as long as they say nothing else.
  package var person: String
  /// Why nobody can decide anything here; `nil` where people can.
  package var refusal: String?
  /// What the user asked for at this start, which goes before the view as it was left.
  package var asked: Set<SavedView.Key>

  package init(
    keyMap: KeyMap = .standard, theme: Theme = .dark, hasMouse: Bool = true, screen: Screen = .overview,
    person: String = "", refusal: String? = nil, asked: Set<SavedView.Key> = []
  ) {
    self.keyMap = keyMap
    self.theme = theme
    self.hasMouse = hasMouse
    self.screen = screen
    self.person = person
    self.refusal = refusal
    self.asked = asked
  }
}
