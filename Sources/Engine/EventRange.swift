import Notation

/// The part of history that a replay looks at: predictions made in `from ..< to`, and known by `to` give or take the
/// lateness that is allowed for.
package struct EventRange: Equatable, Sendable {
  package var from: Instant
  package var to: Instant

  package init(from: Instant? = nil, to: Instant? = nil) {
    self.from = from ?? .distantPast
    self.to = to ?? .distantFuture
  }

  package static let all = EventRange()

  var microseconds: Range<Int64> { from.microseconds..<max(from, to).microseconds }
}
