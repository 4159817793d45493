import Notation

/// How what an action tells of several alerts is put together.
package struct Grouping: Equatable, Sendable {
  /// Names of ``AlertLabels``: alerts that agree in all of them are told together.
  package var by: [String]
  /// From the first alert of a group to the first message.
  package var wait: TimeSpan
  /// Between two messages about a group that has changed.
  package var interval: TimeSpan
  /// After which a group that still fires is told again though nothing has changed; `nil` never.
  package var repeatAfter: TimeSpan?

  package init(
    by: [String], wait: TimeSpan = TimeSpan(seconds: 30), interval: TimeSpan = .minutes(5), repeatAfter: TimeSpan? = nil
  ) {
    self.by = by
    self.wait = wait
    self.interval = interval
    self.repeatAfter = repeatAfter
  }
}
