/// What a key makes the dashboard do.
package enum Action: Hashable, Sendable {
  package enum Direction: Hashable, Sendable {
    case up
    case down
    case left
    case right
    case pageUp
    case pageDown
    case first
    case last
  }

  case move(Direction)
  /// By number, from 1.
  case focusPane(Int)
  case nextPane
  case previousPane
  case zoom
  case nextMetric
  case nextWindow
  case nextSort
  case nextVersion
  case open
  /// All figures of the selected cell.
  case openCell
  /// The selected alert with its actions and its runbook.
  case openAlert
  /// A view of the model as a whole.
  case show(Screen)
  case back
  case previousFeature
  case nextFeature
  case previousSegment
  case nextSegment
  case freeze
  case faster
  case slower
  /// Narrow down the lists.
  case filter
  case commandLine
  /// Copies the selection to the terminal's clipboard.
  case copy
  /// Writes the view to a file.
  case export
  case nextTheme
  case toggleMouse
  /// The version that another one is compared with.
  case nextComparedVersion
  case decide(DecisionKind)
  case help
  case redraw
  case quit
}
