import Alerting
import Notation

/// The deliveries of one action that are still to be made, and how its endpoint has fared.
///
/// Those of one thread are made in their order: a later one waits while an earlier one is still to be tried again. When
/// the later one comes, the earlier one is tried at once, so that news never waits for an old pause; unless its receiver
/// has said when to come again.
struct DeliveryLane {
  struct Entry {
    var delivery: Delivery
    /// Counts up with each arrival.
    var arrival = 0
    /// Not to be looked at before.
    var due: Instant
    /// Not even for the sake of a later one: the receiver has asked for this much time.
    var notBefore = Instant.distantPast
    /// Whether the attempt is over, but its outcome could not be stored yet.
    var isUnrecorded = false
  }

  enum Work {
    case attempt(Entry)
    /// A round of the alerts that are kept alive.
    case keep
  }

  private struct Thread {
    /// In the order of planning.
    var entries: [Entry]
    /// When the first is to be looked at, but for its ``Entry/notBefore``.
    var wanted: Instant

    var due: Instant { max(wanted, entries.first?.notBefore ?? .distantPast) }
  }

  /// By name; none is empty.
  private var threads: [String: Thread] = [:]
  private var arrivals = 0
  /// The one that is being attempted.
  private(set) var current: Entry?
  private(set) var circuit = Circuit()
  /// Why the last attempt failed; `nil` after one that did not.
  private(set) var lastError: String?
  /// Between two rounds; `nil` if there is nothing to keep alive.
  private let keepingInterval: TimeSpan?
  private var nextRound = Instant.distantPast
  private(set) var isKeeping = false

  init(keepingEvery interval: TimeSpan? = nil) {
    keepingInterval = interval
  }

  var isIdle: Bool { current == nil && !isKeeping }

  /// Passes over what is here already, under the same id.
  mutating func add(_ delivery: Delivery) {
    let isKnown = threads[delivery.thread]?.entries.contains { $0.delivery.id == delivery.id } ?? false
    guard !isKnown, current?.delivery.id != delivery.id else { return }
    insert(Entry(delivery: delivery, arrival: arrivals, due: delivery.nextAttempt ?? delivery.plannedAt))
    arrivals += 1
  }

  private mutating func insert(_ entry: Entry) {
    var thread = threads[entry.delivery.thread] ?? Thread(entries: [], wanted: entry.due)
    func key(_ entry: Entry) -> (Instant, Int) { (entry.delivery.plannedAt, entry.arrival) }
    let index = thread.entries.firstIndex { key($0) > key(entry) } ?? thread.entries.endIndex
    thread.entries.insert(entry, at: index)
    thread.wanted = min(thread.wanted, entry.due)
    threads[entry.delivery.thread] = thread
  }

  /// The one that has been due for longest, and of several the first to arrive; or the next round. It is under way from
  /// now on. While the circuit is open there is nothing to do but to store what could not be stored. O(threads).
  mutating func begin(now: Instant) -> Work? {
    guard isIdle else { return nil }
    let isPermitted = circuit.permits(at: now)
    let first = threads.values.compactMap { thread in
      thread.entries.first.flatMap { isPermitted || $0.isUnrecorded ? (due: thread.due, entry: $0) : nil }
    }.min { ($0.due, $0.entry.arrival) < ($1.due, $1.entry.arrival) }
    if let keepingInterval, isPermitted, nextRound <= now, first.map({ nextRound < $0.due }) ?? true {
      circuit.begin()
      isKeeping = true
      nextRound = now + keepingInterval
      return .keep
    }
    guard let first, first.due <= now else { return nil }
    if !first.entry.isUnrecorded { circuit.begin() }
    current = first.entry
    remove(first: first.entry.delivery.thread)
    return .attempt(first.entry)
  }

  private mutating func remove(first name: String) {
    guard var thread = threads[name], !thread.entries.isEmpty else { return }
    thread.entries.removeFirst()
    thread.wanted = thread.entries.map(\.due).min() ?? .distantPast
    threads[name] = thread.entries.isEmpty ? nil : thread
  }

  /// - Parameters:
  ///   - remainder: what is still to be done for the current delivery. What comes after it waits for that.
  ///   - verdict: of an attempt at the endpoint; `nil` if there was none.
  mutating func finish(remainder: Entry?, verdict: WebhookOutcome.Verdict?, error: String?, now: Instant) {
    current = nil
    note(verdict, error: error, now: now)
    guard let remainder else { return }
    let name = remainder.delivery.thread
    insert(remainder)
    threads[name]?.wanted = remainder.due
  }

  /// A round is over; `verdict` is `nil` if there was nothing to tell.
  mutating func finishRound(verdict: WebhookOutcome.Verdict?, error: String?, now: Instant) {
    isKeeping = false
    note(verdict, error: error, now: now)
  }

  private mutating func note(_ verdict: WebhookOutcome.Verdict?, error: String?, now: Instant) {
    switch verdict {
    case .success, .final: circuit.succeed()
    case .retry: circuit.fail(now: now)
    case nil: circuit.withdraw()
    }
    if verdict != nil || error != nil { lastError = error }
  }

  /// When there is next something to do; `nil` if nothing waits.
  var nextDue: Instant? {
    let round = keepingInterval == nil ? nil : nextRound
    return [nextDelivery, round.map { max($0, pauseEnd) }].compactMap { $0 }.min()
  }

  private var pauseEnd: Instant { circuit.pausesUntil ?? .distantPast }

  /// When the next delivery is due; `nil` if none waits.
  var nextDelivery: Instant? {
    threads.values.map { $0.entries.first?.isUnrecorded == true ? $0.due : max($0.due, pauseEnd) }.min()
  }

  var waitingCount: Int { threads.values.reduce(0) { $0 + $1.entries.count } }

  /// When the oldest of those that wait or are under way was planned.
  var oldest: Instant? {
    let waiting = threads.values.compactMap { $0.entries.first?.delivery.plannedAt }.min()
    return [current?.delivery.plannedAt, waiting].compactMap { $0 }.min()
  }
}
