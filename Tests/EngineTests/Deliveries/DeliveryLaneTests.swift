import Alerting
import Notation
import Testing

@testable import Engine

@Suite("The lane of an action")
struct DeliveryLaneTests {
  private let hook = webhookAction("http://127.0.0.1/")

  private func delivery(_ number: Int, thread: String, planned: Int64 = 0, due: Int64? = nil) -> Delivery {
    var delivery = plannedDelivery(of: hook, episode: number, thread: thread)
    delivery.plannedAt = seconds(planned)
    delivery.nextAttempt = seconds(due ?? planned)
    return delivery
  }

  private func seconds(_ count: Int64) -> Instant { noon + TimeSpan(seconds: count) }

  private func next(_ lane: inout DeliveryLane, at now: Int64) -> DeliveryLane.Entry? {
    guard case .attempt(let entry)? = lane.begin(now: seconds(now)) else { return nil }
    return entry
  }

  private func succeed(_ lane: inout DeliveryLane, at now: Int64) {
    lane.finish(remainder: nil, verdict: .success, error: nil, now: seconds(now))
  }

  /// The attempt failed; the next one is `later`.
  private func fail(
    _ lane: inout DeliveryLane, _ entry: DeliveryLane.Entry, later: Int64, notBefore: Int64 = 0, at now: Int64
  ) {
    var entry = entry
    entry.due = seconds(later)
    entry.notBefore = seconds(notBefore)
    lane.finish(remainder: entry, verdict: .retry("HTTP 500"), error: "HTTP 500", now: seconds(now))
  }

  @Test("Within a thread the order of planning counts, whatever order they come in; threads do not wait for each other")
  func order() throws {
    var lane = DeliveryLane()
    lane.add(delivery(2, thread: "a", planned: 2))
    lane.add(delivery(1, thread: "a", planned: 1))
    lane.add(delivery(3, thread: "b", planned: 0, due: 9))
    #expect(lane.waitingCount == 3)
    #expect(lane.oldest == seconds(0))
    var order: [Int] = []
    for now in [3, 3, 9] as [Int64] {
      order.append(try #require(next(&lane, at: now)).delivery.episode)
      #expect(lane.begin(now: seconds(now)) == nil)
      succeed(&lane, at: now)
    }
    #expect(order == [1, 2, 3])
    #expect(lane.nextDue == nil)
  }

  @Test("A later one waits for the earlier one that is still to be tried again, which is tried at once for its sake")
  func waits() throws {
    var lane = DeliveryLane()
    lane.add(delivery(1, thread: "a"))
    fail(&lane, try #require(next(&lane, at: 0)), later: 300, at: 0)
    #expect(lane.nextDue == seconds(300))
    #expect(lane.lastError == "HTTP 500")

    lane.add(delivery(2, thread: "a", planned: 10))
    #expect(lane.nextDue == seconds(10))
    let again = try #require(next(&lane, at: 10))
    #expect(again.delivery.episode == 1)
    // It fails once more: now both wait, and the later one does not drive it on.
    fail(&lane, again, later: 900, at: 10)
    #expect(lane.nextDue == seconds(900))
    #expect(lane.begin(now: seconds(899)) == nil)
    #expect(try #require(next(&lane, at: 900)).delivery.episode == 1)
    succeed(&lane, at: 900)
    #expect(try #require(next(&lane, at: 900)).delivery.episode == 2)
    #expect(lane.lastError == nil)
  }

  @Test("A later one does not shorten the time that a receiver has asked for")
  func asked() throws {
    var lane = DeliveryLane()
    lane.add(delivery(1, thread: "a"))
    fail(&lane, try #require(next(&lane, at: 0)), later: 120, notBefore: 120, at: 0)
    lane.add(delivery(2, thread: "a", planned: 10))
    #expect(lane.nextDue == seconds(120))
    #expect(lane.begin(now: seconds(119)) == nil)
    #expect(try #require(next(&lane, at: 120)).delivery.episode == 1)
  }

  @Test("After five failures everything waits, then one is tried")
  func circuit() throws {
    var lane = DeliveryLane()
    for number in 1...6 { lane.add(delivery(number, thread: "\(number)")) }
    for _ in 1...5 { fail(&lane, try #require(next(&lane, at: 0)), later: 5, at: 0) }
    #expect(lane.circuit.state == .open(until: seconds(60)))
    #expect(lane.nextDue == seconds(60))
    #expect(lane.begin(now: seconds(59)) == nil)
    let trial = try #require(next(&lane, at: 60))
    #expect(trial.delivery.episode == 6)
    #expect(lane.circuit.state == .trial)
    fail(&lane, trial, later: 65, at: 60)
    #expect(lane.nextDue == seconds(180))
    #expect(next(&lane, at: 180) != nil)
    succeed(&lane, at: 180)
    #expect(lane.circuit.state == .closed)
    #expect(next(&lane, at: 180) != nil)
  }

  @Test("An answer that is final is no failure of the endpoint's")
  func final() throws {
    var lane = DeliveryLane()
    for number in 1...9 { lane.add(delivery(number, thread: "\(number)")) }
    for _ in 1...9 {
      _ = try #require(next(&lane, at: 0))
      lane.finish(remainder: nil, verdict: .final("HTTP 404"), error: "HTTP 404", now: seconds(0))
    }
    #expect(lane.circuit.state == .closed)
    #expect(lane.lastError == "HTTP 404")
  }

  @Test("What could not be stored is stored while the circuit is open, too")
  func unrecorded() throws {
    var lane = DeliveryLane()
    for number in 1...5 { lane.add(delivery(number, thread: "\(number)")) }
    for number in 1...5 {
      var entry = try #require(next(&lane, at: 0))
      entry.isUnrecorded = number == 5
      fail(&lane, entry, later: 5, at: 0)
    }
    #expect(lane.nextDue == seconds(5))
    let entry = try #require(next(&lane, at: 5))
    #expect(entry.isUnrecorded)
    #expect(lane.circuit.state == .open(until: seconds(60)))
  }

  @Test("Rounds come at their interval, not while a delivery is under way, and not while the circuit is open")
  func rounds() throws {
    var lane = DeliveryLane(keepingEvery: .minutes(1))
    func isRound(_ work: DeliveryLane.Work?) -> Bool { if case .keep? = work { true } else { false } }
    #expect(isRound(lane.begin(now: seconds(0))))
    #expect(!lane.isIdle)
    lane.finishRound(verdict: nil, error: nil, now: seconds(0))
    #expect(lane.nextDue == seconds(60))
    lane.add(delivery(1, thread: "a", planned: 60))
    #expect(next(&lane, at: 60) != nil)
    #expect(lane.begin(now: seconds(61)) == nil)
    succeed(&lane, at: 61)
    for index in 0..<5 as Range<Int64> {
      #expect(isRound(lane.begin(now: seconds(61 + 60 * index))))
      lane.finishRound(verdict: .retry("cannot connect"), error: "cannot connect", now: seconds(61 + 60 * index))
    }
    #expect(lane.circuit.state == .open(until: seconds(61 + 240 + 60)))
    #expect(lane.lastError == "cannot connect")
    lane.finishRound(verdict: .retry("cannot connect"), error: "cannot connect", now: seconds(361))
    #expect(!isRound(lane.begin(now: seconds(361 + 119))))
    #expect(isRound(lane.begin(now: seconds(361 + 120))))
  }
}
