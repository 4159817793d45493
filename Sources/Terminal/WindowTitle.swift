import Dashboard
import Readings

/// What the terminal's title says, for those who have the dashboard in a tab behind others:
/// `leeway: credit-risk ▲2 RED`. Counted like the header: series of the window and version on show.
func windowTitle(_ program: String, of state: DashboardState, isUnicode: Bool) -> String {
  guard let snapshot = state.snapshot else { return program }
  let name = "\(program): \(snapshot.model)"
  let counts = state.levelCounts()
  guard
    let worst = [Level.red, .yellow, .error, .green].first(where: { counts[$0, default: 0] > 0 })
  else { return name }
  let glyphs = Glyphs(isUnicode: isUnicode)
  guard worst != .green else { return "\(name) \(worst.word)" }
  return "\(name) \(glyphs.symbol(worst))\(counts[worst, default: 0]) \(worst.word)"
}
