import Notation

/// A log file (or standard input) that is read, as a front end shows it.
package struct SourceStatus: Equatable, Sendable {
  package enum Kind: String, Sendable {
    case predictions
    case labels
  }

  package enum State: Equatable, Sendable {
    /// There is more than has been read.
    case reading
    /// Read to its end; it may grow.
    case following
    /// Read to its end, and will not grow: an archive, or closed standard input.
    case ended
    /// Cannot be read, for this reason.
    case failed(String)
  }

  /// As the configuration's pattern found it, relative to the configuration where it lies beneath.
  package var path: String
  package var kind: Kind
  package var state: State
  /// Bytes read, of the file as it lies on the disk.
  package var offset: Int
  /// Bytes of the file; `nil` where that is not known, as for standard input.
  package var size: Int?
  /// Lines counted, bad ones too.
  package var lines: Int
  package var bad: Int
  package var late: Int
  /// The event time of its newest line; `nil` before the first.
  package var newest: Instant?

  package init(
    path: String, kind: Kind, state: State, offset: Int, size: Int? = nil, lines: Int = 0, bad: Int = 0, late: Int = 0,
    newest: Instant? = nil
  ) {
    self.path = path
    self.kind = kind
    self.state = state
    self.offset = offset
    self.size = size
    self.lines = lines
    self.bad = bad
    self.late = late
    self.newest = newest
  }
}

/// A line that was set aside, as an example of its reason.
package struct BadLine: Equatable, Sendable {
  package var path: String
  /// Of its first byte; the remedy begins with looking at it.
  package var offset: Int
  package var reason: String
  /// Its beginning, at most 200 bytes, as it stands in the file.
  package var text: String

  package init(path: String, offset: Int, reason: String, text: String) {
    self.path = path
    self.offset = offset
    self.reason = reason
    self.text = text
  }
}

/// How many of the predictions of one age have their label.
package struct LabelProgress: Equatable, Sendable {
  /// The bucket's bounds, from the newest prediction back; `nil` for one without an end.
  package var from: TimeSpan
  package var to: TimeSpan?
  package var predictions: Int
  package var labelled: Int

  package init(from: TimeSpan, to: TimeSpan?, predictions: Int, labelled: Int) {
    self.from = from
    self.to = to
    self.predictions = predictions
    self.labelled = labelled
  }
}

/// An action and what waits for it.
package struct ActionStatus: Equatable, Sendable {
  package var name: String
  /// Its endpoint has failed so often that it is left alone for a while.
  package var isPaused: Bool
  package var waiting: Int
  /// When the oldest of them was planned.
  package var oldest: Instant?
  package var lastError: String?
  package var nextAttempt: Instant?

  package init(
    name: String, isPaused: Bool = false, waiting: Int = 0, oldest: Instant? = nil, lastError: String? = nil,
    nextAttempt: Instant? = nil
  ) {
    self.name = name
    self.isPaused = isPaused
    self.waiting = waiting
    self.oldest = oldest
    self.lastError = lastError
    self.nextAttempt = nextAttempt
  }
}
