import Foundation
import Testing

/// What a drill has seen of the store, of its people, and of its programs, held against what was seen before.
struct ActionKillRecord {
  struct Alert {
    var id: String
    var rule: String
    var episode: Int
    var isOpen: Bool
    var acknowledgedBy: String?
    var silencedUntil: String?
    var heldUntil: String?
  }

  /// A delivery that waits for a person.
  struct Waiting: Equatable {
    var state: String
    var expires: String?
  }

  /// A line of `deliveries.jsonl`.
  struct Row {
    var id: String
    var alert: String
    var segment: String
    var episode: Int
    var level: String
    var action: String
    var state: String
    var reason: String?
    var attempts: Int

    /// What it is about, which only one of a message's deliveries can be.
    var subject: String { "\(action) \(alert) \(segment) \(episode) \(level)" }
    var runsProgram: Bool { action == "run" || action == "ask" }
  }

  /// A line of `audit.jsonl`.
  struct Entry {
    var sequence: Int
    var previous: String
    var act: String
    var id: String?
    var alert: String?
    var segment: String?
    var episode: Int?
  }

  /// What a person was told when a decision was stored.
  struct Receipt {
    var arguments: [String]
    var sequence: Int
    var hash: String
  }

  private(set) var alerts: [Alert] = []
  private(set) var waiting: [String: Waiting] = [:]
  private(set) var rows: [Row] = []
  private(set) var entries: [Entry] = []
  private(set) var receipts: [Receipt] = []
  /// Until when the alerts of a rule are silenced, or held at a level, and may not be otherwise.
  var silencedUntil: [String: String] = [:]
  var heldUntil: [String: String] = [:]
  /// When each approval was to expire when it was first seen.
  private var expiries: [String: String] = [:]

  // MARK: - Programs

  /// How often programs have written a word.
  func lines(_ directory: TestDirectory, _ word: String) -> Int {
    directory.lines("acted").count { $0.hasPrefix(word) }
  }

  func areProgramsIdle(_ directory: TestDirectory) -> Bool { lines(directory, "start") == lines(directory, "end") }

  /// How often a delivery's program has been started, by the delivery's id.
  func runs(_ directory: TestDirectory) -> [String: Int] {
    directory.lines("acted").filter { $0.hasPrefix("start ") }.reduce(into: [:]) { runs, line in
      runs[String(line.dropFirst("start ".count)), default: 0] += 1
    }
  }

  // MARK: - People

  /// Takes down what a command answered; nothing if it had no answer.
  mutating func note(_ arguments: [String], _ outcome: Outcome, _ context: Comment) throws {
    guard outcome.end == .exit(0) else { return }
    for line in outcome.output.split(separator: "\n") where line.hasPrefix("audit log ") {
      let head = line.dropFirst("audit log ".count).split(separator: ":")
      let sequence = try #require(head.first.flatMap { Int($0) }, context)
      receipts.append(Receipt(arguments: arguments, sequence: sequence, hash: String(head[1])))
    }
  }

  /// The newest head of the audit log that anybody was told.
  var head: String? { receipts.max { $0.sequence < $1.sequence }.map { "\($0.sequence):\($0.hash)" } }

  /// Takes up `leeway alerts --all --json`.
  mutating func read(_ listed: Outcome, _ context: Comment) {
    let object = try? JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: Any]
    guard let list = object?["alerts"] as? [[String: Any]] else {
      Issue.record("\(context): \(listed.end) \(listed.errors)")
      return
    }
    alerts = []
    waiting = [:]
    for fields in list {
      alerts.append(
        Alert(
          id: fields["id"] as? String ?? "", rule: fields["alert"] as? String ?? "",
          episode: fields["episode"] as? Int ?? 0, isOpen: fields["episode_level"] is String,
          acknowledgedBy: fields["acknowledged_by"] as? String, silencedUntil: fields["silenced_until"] as? String,
          heldUntil: fields["held_until"] as? String))
      for delivery in fields["waiting"] as? [[String: Any]] ?? [] {
        guard let id = delivery["id"] as? String, let state = delivery["state"] as? String else { continue }
        waiting[id] = Waiting(state: state, expires: delivery["expires"] as? String)
      }
    }
  }

  /// That what people decided stands, and what waits for them waits for as long as it did.
  mutating func checkPeople(_ context: Comment) {
    for alert in alerts {
      #expect(alert.silencedUntil == silencedUntil[alert.rule], "\(context): silence of \(alert)")
      #expect(alert.heldUntil == heldUntil[alert.rule], "\(context): level of \(alert)")
    }
    for row in rows where row.state == "awaiting_approval" {
      #expect(waiting[row.id]?.state == row.state, "\(context): waits no longer: \(row)")
    }
    for (id, delivery) in waiting where delivery.state == "awaiting_approval" {
      let known = expiries[id] ?? delivery.expires
      #expect(delivery.expires != nil && delivery.expires == known, "\(context): expires otherwise: \(id)")
      expiries[id] = delivery.expires
    }
    for receipt in receipts {
      let following = entries.first { $0.sequence == receipt.sequence + 1 }
      #expect(entries.contains { $0.sequence == receipt.sequence }, "\(context): forgotten: \(receipt)")
      #expect(following == nil || following?.previous == receipt.hash, "\(context): not as it was told: \(receipt)")
    }
    var standing: [String: Int] = [:]
    for entry in entries where entry.act.hasPrefix("acknowledge") {
      let name = "\(entry.alert ?? "") \(entry.segment ?? "") \(entry.episode ?? 0)"
      standing[name] = entry.act == "acknowledge" ? 1 : nil
    }
    #expect(alerts.count { $0.acknowledgedBy != nil } == standing.count, "\(context): acknowledged: \(standing)")
  }

  // MARK: - The store

  /// Takes up an export, and holds it against the one before.
  mutating func readExport(_ directory: TestDirectory, _ context: Comment) throws {
    let before = rows
    let entriesBefore = entries.count
    rows = try Self.objects(directory, "out/deliveries.jsonl").map { fields in
      let identity = fields["identity"] as? [String: Any]
      return Row(
        id: fields["id"] as? String ?? "", alert: fields["alert"] as? String ?? "",
        segment: identity?["segment"] as? String ?? "", episode: fields["episode"] as? Int ?? 0,
        level: fields["level"] as? String ?? "", action: fields["action"] as? String ?? "",
        state: fields["state"] as? String ?? "", reason: fields["reason"] as? String,
        attempts: fields["attempt"] as? Int ?? 0)
    }
    entries = try Self.objects(directory, "out/audit.jsonl").map { fields in
      let entry = fields["entry"] as? [String: Any]
      return Entry(
        sequence: fields["sequence"] as? Int ?? 0, previous: fields["previous"] as? String ?? "",
        act: entry?["act"] as? String ?? "", id: entry?["id"] as? String, alert: entry?["alert"] as? String,
        segment: (entry?["identity"] as? [String: Any])?["segment"] as? String, episode: entry?["episode"] as? Int)
    }
    #expect(entries.count >= entriesBefore, context)
    let now = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
    #expect(now.count == rows.count, "\(context): an id is there twice")
    for row in before {
      let isEnded = ["succeeded", "suppressed", "failed", "timed_out"].contains(row.state)
      let present = now[row.id]
      #expect(present != nil, "\(context): forgotten: \(row)")
      #expect(!isEnded || present?.state == row.state, "\(context): was ended: \(row), is \(present?.state ?? "gone")")
      #expect(row.attempts <= present?.attempts ?? 0, "\(context): \(row)")
    }
  }

  /// That no program has run more often than it may: once, if that needs no approval, and once for each approval.
  func checkPrograms(_ directory: TestDirectory, _ context: Comment) {
    let runs = runs(directory)
    let byID = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
    for (id, count) in runs {
      guard let row = byID[id] else {
        Issue.record("\(context): ran without being on the ledger: \(id)")
        continue
      }
      let approvals = entries.count { $0.act == "approve" && $0.id == id }
      #expect(count <= (row.action == "run" ? 1 : 0) + approvals, "\(context): ran \(count) times: \(row)")
      #expect(count <= row.attempts, "\(context): ran \(count) times: \(row)")
    }
    for row in rows where row.runsProgram {
      let decisions = entries.count { $0.id == row.id && ["approve", "reject"].contains($0.act) }
      if row.action == "ask", decisions == 0 {
        #expect(row.state == "awaiting_approval" && row.attempts == 0, "\(context): nobody was asked: \(row)")
      }
      if row.state == "succeeded" { #expect(runs[row.id] ?? 0 >= 1, "\(context): did not run: \(row)") }
      if row.state == "succeeded", decisions == (row.action == "run" ? 0 : 1) {
        #expect(runs[row.id] == 1, "\(context): ran twice: \(row)")
      }
    }
  }

  /// The objects of a file of JSON lines.
  static func objects(_ directory: TestDirectory, _ name: String) throws -> [[String: Any]] {
    try directory.lines(name).map { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    }
  }
}
