import Notation
import Readings

extension AlertStatus: FeedValue {
  package func write(to writer: inout FeedWriter) {
    rule.write(to: &writer)
    key.write(to: &writer)
    writer.name(state)
    level.write(to: &writer)
    value.write(to: &writer)
    threshold.write(to: &writer)
    n.write(to: &writer)
    since.write(to: &writer)
    episode.write(to: &writer)
    owner.write(to: &writer)
    runbook.write(to: &writer)
    summary.write(to: &writer)
    because.write(to: &writer)
    deliveries.write(to: &writer)
    handling.write(to: &writer)
    id.write(to: &writer)
    steps.write(to: &writer)
    remarks.write(to: &writer)
    approvers.write(to: &writer)
    condition.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let rule = try String(from: &reader)
    let key = try SeriesKey(from: &reader)
    let state = try reader.name(State.self)
    let level = try Level(from: &reader)
    let value = try Double?(from: &reader)
    let threshold = try Double?(from: &reader)
    let n = try Int(from: &reader)
    let since = try Instant(from: &reader)
    let episode = try Int(from: &reader)
    let owner = try String?(from: &reader)
    let runbook = try String?(from: &reader)
    let summary = try String?(from: &reader)
    let because = try String?(from: &reader)
    let deliveries = try [DeliveryStatus](from: &reader)
    let handling = try Handling(from: &reader)
    self.init(
      rule: rule, key: key, state: state, level: level, value: value, threshold: threshold, n: n, since: since,
      episode: episode, owner: owner, runbook: runbook, summary: summary, because: because, deliveries: deliveries,
      handling: handling)
    id = try String(from: &reader)
    steps = try [Step](from: &reader)
    remarks = try [Remark](from: &reader)
    approvers = try [String](from: &reader)
    condition = try String?(from: &reader)
  }
}

extension AlertStatus.Handling: FeedValue {
  package func write(to writer: inout FeedWriter) {
    acknowledgedBy.write(to: &writer)
    isCalledFalse.write(to: &writer)
    silencedUntil.write(to: &writer)
    heldAt.write(to: &writer)
    heldUntil.write(to: &writer)
    silences.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let acknowledgedBy = try String?(from: &reader)
    let isCalledFalse = try Bool(from: &reader)
    let silencedUntil = try Instant?(from: &reader)
    let heldAt = try Level?(from: &reader)
    let heldUntil = try Instant?(from: &reader)
    self.init(
      acknowledgedBy: acknowledgedBy, isCalledFalse: isCalledFalse, silencedUntil: silencedUntil, heldAt: heldAt,
      heldUntil: heldUntil)
    silences = try [String](from: &reader)
  }
}

extension AlertStatus.Step: FeedValue {
  package func write(to writer: inout FeedWriter) {
    at.write(to: &writer)
    writer.name(from)
    writer.name(to)
    level.write(to: &writer)
    value.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let at = try Instant(from: &reader)
    let from = try reader.name(AlertStatus.State.self)
    let to = try reader.name(AlertStatus.State.self)
    let level = try Level(from: &reader)
    let value = try Double?(from: &reader)
    self.init(at: at, from: from, to: to, level: level, value: value)
  }
}

extension AlertStatus.Remark: FeedValue {
  package func write(to writer: inout FeedWriter) {
    at.write(to: &writer)
    by.write(to: &writer)
    act.write(to: &writer)
    reason.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let at = try Instant(from: &reader)
    let by = try String(from: &reader)
    let act = try String(from: &reader)
    let reason = try String(from: &reader)
    self.init(at: at, by: by, act: act, reason: reason)
  }
}

extension DeliveryStatus: FeedValue {
  package func write(to writer: inout FeedWriter) {
    id.write(to: &writer)
    action.write(to: &writer)
    type.write(to: &writer)
    state.write(to: &writer)
    reason.write(to: &writer)
    attempts.write(to: &writer)
    at.write(to: &writer)
    expiresAt.write(to: &writer)
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    let id = try String(from: &reader)
    let action = try String(from: &reader)
    let type = try String(from: &reader)
    let state = try String(from: &reader)
    let reason = try String?(from: &reader)
    let attempts = try Int(from: &reader)
    let at = try Instant(from: &reader)
    let expiresAt = try Instant?(from: &reader)
    self.init(
      id: id, action: action, type: type, state: state, reason: reason, attempts: attempts, at: at, expiresAt: expiresAt
    )
  }
}
