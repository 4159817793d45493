import Notation
import Readings

extension SourceStatus: FeedValue {
  package func write(to writer: inout FeedWriter) {
    path.write(to: &writer)
    writer.name(kind)
    state.write(to: &writer)
    offset.write(to: &writer)
    size.write(to: &writer)
    lines.write(to: &writer)
    bad.write(to: &writer)
    late.write(to: &writer)
    newest.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let path = try String(from: &reader)
    let kind = try reader.name(Kind.self)
    let state = try State(from: &reader)
    let offset = try Int(from: &reader)
    let size = try Int?(from: &reader)
    let lines = try Int(from: &reader)
    let bad = try Int(from: &reader)
    let late = try Int(from: &reader)
    let newest = try Instant?(from: &reader)
    self.init(
      path: path, kind: kind, state: state, offset: offset, size: size, lines: lines, bad: bad, late: late,
      newest: newest)
  }
}

extension SourceStatus.State: FeedValue {
  package func write(to writer: inout FeedWriter) {
    switch self {
    case .reading: writer.byte(0)
    case .following: writer.byte(1)
    case .ended: writer.byte(2)
    case .failed(let reason):
      writer.byte(3)
      writer.text(reason)
    }
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    switch try reader.byte() {
    case 0: self = .reading
    case 1: self = .following
    case 2: self = .ended
    case 3: self = .failed(try reader.text())
    default: throw reader.error(.malformed)
    }
  }
}

extension BadLine: FeedValue {
  package func write(to writer: inout FeedWriter) {
    path.write(to: &writer)
    offset.write(to: &writer)
    reason.write(to: &writer)
    text.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let path = try String(from: &reader)
    let offset = try Int(from: &reader)
    let reason = try String(from: &reader)
    let text = try String(from: &reader)
    self.init(path: path, offset: offset, reason: reason, text: text)
  }
}

extension LabelProgress: FeedValue {
  package func write(to writer: inout FeedWriter) {
    from.write(to: &writer)
    to.write(to: &writer)
    predictions.write(to: &writer)
    labelled.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let from = try TimeSpan(from: &reader)
    let to = try TimeSpan?(from: &reader)
    let predictions = try Int(from: &reader)
    let labelled = try Int(from: &reader)
    self.init(from: from, to: to, predictions: predictions, labelled: labelled)
  }
}

extension ActionStatus: FeedValue {
  package func write(to writer: inout FeedWriter) {
    name.write(to: &writer)
    isPaused.write(to: &writer)
    waiting.write(to: &writer)
    oldest.write(to: &writer)
    lastError.write(to: &writer)
    nextAttempt.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let name = try String(from: &reader)
    let isPaused = try Bool(from: &reader)
    let waiting = try Int(from: &reader)
    let oldest = try Instant?(from: &reader)
    let lastError = try String?(from: &reader)
    let nextAttempt = try Instant?(from: &reader)
    self.init(
      name: name, isPaused: isPaused, waiting: waiting, oldest: oldest, lastError: lastError, nextAttempt: nextAttempt)
  }
}
