/// What a person gets who has decided something: that it is done and on record.
package struct DecisionReceipt: Codable, Equatable, Sendable {
  /// What was done: `silenced until 2026-03-02T10:00:00Z`.
  package var text: String
  /// Of the silence or override that was made.
  package var id: String?
  /// Number of the entry in the audit log.
  package var sequence: Int
  /// Its hash, the head of the chain.
  package var hash: String

  package init(text: String, id: String? = nil, sequence: Int, hash: String) {
    self.text = text
    self.id = id
    self.sequence = sequence
    self.hash = hash
  }
}
