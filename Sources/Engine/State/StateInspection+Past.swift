import Alerting
import GRDB
import Notation
import Readings

/// How alerts came to where they stand, for those who look at many of them at once.
extension StateInspection {
  /// What became of an alert.
  struct AlertPast {
    /// The newest, oldest first.
    var steps: [AlertStatus.Step]
    /// Of its newest episode that has any, oldest first.
    var deliveries: [Delivery]
  }

  /// The newest steps of alerts, and what was done about them. Cost: a few rows of an index for each.
  func past(of identities: [AlertIdentity]) throws(EngineError) -> [AlertIdentity: AlertPast] {
    guard !identities.isEmpty else { return [:] }
    return try reading { database, _ in
      var result: [AlertIdentity: AlertPast] = [:]
      for identity in identities {
        let steps = try Self.transitions(database, of: identity, limit: AlertTrail.stepLimit)
        let deliveries = try Self.deliveries(
          database,
          where: "series = ?1 AND episode = (SELECT max(episode) FROM delivery WHERE series = ?1)", [identity.row])
        result[identity] = AlertPast(steps: steps.map(AlertStatus.Step.init), deliveries: deliveries)
      }
      return result
    }
  }

  /// The newest entries of the audit log, in order. Whether they are as they were written, ``verifyAudit(expected:)``
  /// tells; one that does not read is left out.
  func newestEntries(limit: Int) throws(EngineError) -> [AuditEntry] {
    try reading { database, _ in
      try Row.fetchAll(
        database, sql: "SELECT sequence, hash, line FROM audit ORDER BY sequence DESC LIMIT ?",
        arguments: [max(0, limit)]
      ).reversed().compactMap { row -> AuditEntry? in
        guard let sequence = Int.fromDatabaseValue(row[0]), let hash = String.fromDatabaseValue(row[1]),
          let line = String.fromDatabaseValue(row[2])
        else { return nil }
        return try? AuditChain.Link(sequence: sequence, hash: hash, line: line).entry()
      }
    }
  }
}

extension AlertStatus.Step {
  init(_ record: TransitionRecord) {
    self.init(at: record.at, from: record.from, to: record.to, level: record.level, value: record.value)
  }
}
