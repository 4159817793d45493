import Notation
import Readings

/// One step of an alert from state to state, or from level to level while it fires.
package struct AlertTransition: Equatable, Sendable {
  /// Event time of the evaluation.
  package var at: Instant
  package var identity: AlertIdentity
  /// 0 before the alert has ever fired; then the number of the newest episode.
  package var episode: Int
  package var from: AlertStatus.State
  package var to: AlertStatus.State
  /// The level after the step: what is pending, firing or recovering; else `green`, `nodata` or `error`.
  package var level: Level
  package var previousLevel: Level
  package var figures: AlertFigures

  package init(
    at: Instant, identity: AlertIdentity, episode: Int, from: AlertStatus.State, to: AlertStatus.State, level: Level,
    previousLevel: Level, figures: AlertFigures
  ) {
    self.at = at
    self.identity = identity
    self.episode = episode
    self.from = from
    self.to = to
    self.level = level
    self.previousLevel = previousLevel
    self.figures = figures
  }

  /// Appends the transition as one line of `alerts.jsonl`.
  package func write(to json: inout JSONText) {
    json.object { json in
      json.field("at", at)
      json.field("alert", identity.rule)
      identity.write(to: &json)
      json.field("episode", episode)
      json.field("from", from.rawValue)
      json.field("to", to.rawValue)
      json.field("level", level.rawValue)
      json.field("value", figures.value)
      json.field("n", figures.n)
      json.field("threshold", figures.threshold)
      if let because = figures.because { json.field("because", because) }
    }
    json.newline()
  }
}
