import Alerting
import Notation

extension DeliveryQueue {
  /// What the queue asks of its owner. All but `now` may block. They are called on the lanes' threads, several at a
  /// time but for `record`, and must not call the queue.
  package struct Hooks: Sendable {
    package var now: @Sendable () -> Instant
    /// Stores the new state of a delivery; one call at a time.
    package var record: @Sendable (Delivery) throws -> Void
    /// An alert as it stands, for `only_if_still`.
    package var instance: @Sendable (AlertIdentity) -> AlertInstance?
    /// Does what a `log` action asks for.
    package var log: @Sendable (Delivery) -> Void
    /// What a program wrote; called before its end is stored.
    package var output: @Sendable (Delivery, ProgramOutput) -> Void
    /// `record` failed for this delivery. It will be tried again.
    package var notRecorded: @Sendable (Delivery, any Error) -> Void
    /// The alerts that were told to an `alertmanager` action, by its name, and still fire. They have to be as they were
    /// left by the transitions whose deliveries the queue has been given, or an end would be taken back.
    package var standing: @Sendable (_ action: String) -> [Notice.Item]
    /// Keeping alerts alive in an Alertmanager begins to fail (why), or works again (`nil`).
    package var keeping: @Sendable (_ action: String, _ failure: String?) -> Void

    package init(
      now: @escaping @Sendable () -> Instant, record: @escaping @Sendable (Delivery) throws -> Void,
      instance: @escaping @Sendable (AlertIdentity) -> AlertInstance?, log: @escaping @Sendable (Delivery) -> Void,
      output: @escaping @Sendable (Delivery, ProgramOutput) -> Void,
      notRecorded: @escaping @Sendable (Delivery, any Error) -> Void,
      standing: @escaping @Sendable (_ action: String) -> [Notice.Item] = { _ in [] },
      keeping: @escaping @Sendable (_ action: String, _ failure: String?) -> Void = { _, _ in }
    ) {
      self.now = now
      self.record = record
      self.instance = instance
      self.log = log
      self.output = output
      self.notRecorded = notRecorded
      self.standing = standing
      self.keeping = keeping
    }
  }
}
