import Notation
import Readings

/// Stored under short names and without what is empty: there may be a group for every alert that fires.
extension NoticeGroup: Codable {
  private enum Field: String, CodingKey {
    case key
    case action
    case labels
    case members
    case rules
    case dueAt = "due_at"
    case heldUntil = "held_until"
    case isHolding = "is_holding"
    case toldAt = "told_at"
    case repeatedAt = "repeated_at"
    case sent
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    self.init(
      key: try fields.decode(String.self, forKey: .key), action: try fields.decode(String.self, forKey: .action),
      labels: try fields.decodeIfPresent([Label].self, forKey: .labels) ?? [])
    // In order, whatever the store made of them: they are looked up by bisection.
    members = try fields.decode([Member].self, forKey: .members).sorted { a, b in
      a.identity != b.identity ? a.identity < b.identity : a.episode < b.episode
    }
    rules = try fields.decode([String: RuleFacts].self, forKey: .rules)
    dueAt = try fields.decodeInstant(.dueAt)
    heldUntil = try fields.decodeInstant(.heldUntil)
    isHolding = try fields.decodeIfPresent(Bool.self, forKey: .isHolding) ?? false
    toldAt = try fields.decodeInstant(.toldAt)
    repeatedAt = try fields.decodeInstant(.repeatedAt)
    sent = try fields.decode(Int.self, forKey: .sent)
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(key, forKey: .key)
    try fields.encode(action, forKey: .action)
    if !labels.isEmpty { try fields.encode(labels, forKey: .labels) }
    try fields.encode(members, forKey: .members)
    try fields.encode(rules, forKey: .rules)
    try fields.encodeIfPresent(dueAt?.microseconds, forKey: .dueAt)
    try fields.encodeIfPresent(heldUntil?.microseconds, forKey: .heldUntil)
    if isHolding { try fields.encode(true, forKey: .isHolding) }
    try fields.encodeIfPresent(toldAt?.microseconds, forKey: .toldAt)
    try fields.encodeIfPresent(repeatedAt?.microseconds, forKey: .repeatedAt)
    try fields.encode(sent, forKey: .sent)
  }
}

extension NoticeGroup.RuleFacts: Codable {
  private enum Field: String, CodingKey {
    case labels
    case owner
    case runbook
    case tellsEnd = "tells_end"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    labels = try fields.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
    owner = try fields.decodeIfPresent(String.self, forKey: .owner)
    runbook = try fields.decodeIfPresent(String.self, forKey: .runbook)
    tellsEnd = try fields.decodeIfPresent(Bool.self, forKey: .tellsEnd) ?? false
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    if !labels.isEmpty { try fields.encode(labels, forKey: .labels) }
    try fields.encodeIfPresent(owner, forKey: .owner)
    try fields.encodeIfPresent(runbook, forKey: .runbook)
    if tellsEnd { try fields.encode(true, forKey: .tellsEnd) }
  }
}

extension NoticeGroup.Member: Codable {
  private enum Field: String, CodingKey {
    case identity
    case episode
    case startedAt = "started_at"
    case told
    case alarm
    case gap
    case toldGap = "told_gap"
    case heldBy = "held_by"
    case isAcknowledged = "is_acknowledged"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    self.init(
      identity: try fields.decode(AlertIdentity.self, forKey: .identity),
      episode: try fields.decode(Int.self, forKey: .episode),
      startedAt: Instant(microseconds: try fields.decode(Int64.self, forKey: .startedAt)))
    told = fields.contains(.told) ? try fields.decodeName(.told) : nil
    alarm = try fields.decodeIfPresent(NoticeGroup.Pending.self, forKey: .alarm)
    gap = try fields.decodeIfPresent(NoticeGroup.Pending.self, forKey: .gap)
    toldGap = try fields.decodeIfPresent(NoticeGroup.Pending.self, forKey: .toldGap)
    heldBy = fields.contains(.heldBy) ? try fields.decodeName(.heldBy) : nil
    isAcknowledged = try fields.decodeIfPresent(Bool.self, forKey: .isAcknowledged) ?? false
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(identity, forKey: .identity)
    try fields.encode(episode, forKey: .episode)
    try fields.encode(startedAt.microseconds, forKey: .startedAt)
    try fields.encodeIfPresent(told?.rawValue, forKey: .told)
    try fields.encodeIfPresent(alarm, forKey: .alarm)
    try fields.encodeIfPresent(gap, forKey: .gap)
    try fields.encodeIfPresent(toldGap, forKey: .toldGap)
    try fields.encodeIfPresent(heldBy?.rawValue, forKey: .heldBy)
    if isAcknowledged { try fields.encode(true, forKey: .isAcknowledged) }
  }
}

extension NoticeGroup.Pending: Codable {
  private enum Field: String, CodingKey {
    case at
    case from
    case to
    case level
    case previousLevel = "previous_level"
    case figures
    case isRecorded = "is_recorded"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    at = Instant(microseconds: try fields.decode(Int64.self, forKey: .at))
    from = try fields.decodeName(.from)
    to = try fields.decodeName(.to)
    level = try fields.decodeName(.level)
    previousLevel = try fields.decodeName(.previousLevel)
    figures = try fields.decode(AlertFigures.self, forKey: .figures)
    isRecorded = try fields.decodeIfPresent(Bool.self, forKey: .isRecorded) ?? false
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(at.microseconds, forKey: .at)
    try fields.encode(from.rawValue, forKey: .from)
    try fields.encode(to.rawValue, forKey: .to)
    try fields.encode(level.rawValue, forKey: .level)
    try fields.encode(previousLevel.rawValue, forKey: .previousLevel)
    try fields.encode(figures, forKey: .figures)
    if isRecorded { try fields.encode(true, forKey: .isRecorded) }
  }
}
