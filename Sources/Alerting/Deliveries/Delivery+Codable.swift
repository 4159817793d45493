import Notation
import Readings

extension Delivery: Codable {
  private enum Field: String, CodingKey {
    case id
    case identity
    case episode
    case level
    case at
    case action
    case type
    case runsProgram = "runs_program"
    case thread
    case alertCount = "alert_count"
    case expiresAt = "expires_at"
    case approvedAt = "approved_at"
    case approvers
    case state
    case suppression
    case attempts
    case nextAttempt = "next_attempt"
    case lastError = "last_error"
    case plannedAt = "planned_at"
    case updatedAt = "updated_at"
    case payload
    case arguments
    case environment
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    func instant(_ field: Field) throws -> Instant {
      Instant(microseconds: try fields.decode(Int64.self, forKey: field))
    }
    let name = try fields.decode(String.self, forKey: .state)
    let reason: Suppression? = fields.contains(.suppression) ? try fields.decodeName(.suppression) : nil
    guard let state = State(name: name, suppression: reason) else {
      throw DecodingError.dataCorruptedError(
        forKey: .state, in: fields, debugDescription: "\"\(name)\" is not a state of a delivery")
    }
    self.state = state
    id = try fields.decode(String.self, forKey: .id)
    identity = try fields.decode(AlertIdentity.self, forKey: .identity)
    episode = try fields.decode(Int.self, forKey: .episode)
    level = try fields.decodeName(.level)
    at = try instant(.at)
    action = try fields.decode(String.self, forKey: .action)
    type = try fields.decode(String.self, forKey: .type)
    runsProgram = try fields.decode(Bool.self, forKey: .runsProgram)
    thread = try fields.decode(String.self, forKey: .thread)
    alertCount = try fields.decode(Int.self, forKey: .alertCount)
    expiresAt = try fields.decodeInstant(.expiresAt)
    approvedAt = try fields.decodeInstant(.approvedAt)
    approvers = try fields.decode([String].self, forKey: .approvers)
    attempts = try fields.decode(Int.self, forKey: .attempts)
    nextAttempt = try fields.decodeInstant(.nextAttempt)
    lastError = try fields.decodeIfPresent(String.self, forKey: .lastError)
    plannedAt = try instant(.plannedAt)
    updatedAt = try instant(.updatedAt)
    payload = try fields.decode(String.self, forKey: .payload)
    arguments = try fields.decode([String].self, forKey: .arguments)
    environment = try fields.decode([EnvironmentVariable].self, forKey: .environment)
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(id, forKey: .id)
    try fields.encode(identity, forKey: .identity)
    try fields.encode(episode, forKey: .episode)
    try fields.encode(level.rawValue, forKey: .level)
    try fields.encode(at.microseconds, forKey: .at)
    try fields.encode(action, forKey: .action)
    try fields.encode(type, forKey: .type)
    try fields.encode(runsProgram, forKey: .runsProgram)
    try fields.encode(thread, forKey: .thread)
    try fields.encode(alertCount, forKey: .alertCount)
    try fields.encodeIfPresent(expiresAt?.microseconds, forKey: .expiresAt)
    try fields.encodeIfPresent(approvedAt?.microseconds, forKey: .approvedAt)
    try fields.encode(approvers, forKey: .approvers)
    try fields.encode(state.name, forKey: .state)
    try fields.encodeIfPresent(state.suppression?.rawValue, forKey: .suppression)
    try fields.encode(attempts, forKey: .attempts)
    try fields.encodeIfPresent(nextAttempt?.microseconds, forKey: .nextAttempt)
    try fields.encodeIfPresent(lastError, forKey: .lastError)
    try fields.encode(plannedAt.microseconds, forKey: .plannedAt)
    try fields.encode(updatedAt.microseconds, forKey: .updatedAt)
    try fields.encode(payload, forKey: .payload)
    try fields.encode(arguments, forKey: .arguments)
    try fields.encode(environment, forKey: .environment)
  }
}
