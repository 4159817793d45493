import Foundation
import Testing

@Suite("What people decide", .serialized)
struct PeopleTests {
  /// The sample's directory after an agent has seen it all: one alert fires at red, and no agent runs.
  private static func finished() async throws -> TestDirectory {
    let directory = try await LoanModel.directory()
    let ended = try await leeway("agent", "--config", LoanModel.config, "--once", in: directory)
    try #require(ended.end == .exit(0), "\(ended.errors)")
    return directory
  }

  /// Runs leeway on the sample's store.
  private static func ask(_ arguments: [String], in directory: TestDirectory) async throws -> Outcome {
    try await run([LeewayBinary.path()] + arguments + ["--config", LoanModel.config], in: directory)
  }

  private static let person = ["--by", "ada", "--reason", "a known change upstream"]

  private static func json(_ arguments: [String], in directory: TestDirectory) async throws -> [String: Any] {
    let asked = try await ask(arguments + ["--json"], in: directory)
    return try #require(try JSONSerialization.jsonObject(with: Data(asked.output.utf8)) as? [String: Any])
  }

  private static func alert(in directory: TestDirectory) async throws -> (id: String, fields: [String: Any]) {
    let alerts = try #require(try await json(["alerts"], in: directory)["alerts"] as? [[String: Any]])
    let alert = try #require(alerts.first)
    return (try #require(alert["id"] as? String), alert)
  }

  @Test(
    "A decision without a name, a reason or what it is about ends with 2 and says what is missing",
    arguments: [
      (["ack", "12345678", "--reason", "x"], "--by"),
      (["ack", "12345678", "--by", "ada"], "--reason"),
      (["ack", "12345678", "--by", "  ", "--reason", "x"], "a name (--by) has to be given"),
      (["ack", "12345678", "--by", "ada", "--reason", ""], "a reason (--reason) has to be given"),
      (["ack", "--by", "ada", "--reason", "x"], "id"),
      (["alerts", "note", "12345678", "--by", "ada"], "--reason"),
      (["alerts", "--filter", "level"], "after 'level' there has to be"),
      (["approve", "12345678"], "--by"),
      (["reject", "12345678"], "--by"),
      (["silence", "add", "--for", "2h", "--by", "a", "--reason", "x"], "matcher"),
      (["silence", "add", "alert=A", "--by", "a", "--reason", "x"], "--for (2h) or --until"),
      (
        ["silence", "add", "alert=A", "--for", "2h", "--until", "2030-01-01", "--by", "a", "--reason", "x"],
        "either --for (2h) or --until"
      ),
      (["silence", "add", "alert=A", "--for", "soon", "--by", "a", "--reason", "x"], "90m, 2h or 3d, not 'soon'"),
      (["silence", "add", "alert=A", "--for", "0", "--by", "a", "--reason", "x"], "not '0'"),
      (["silence", "add", "alert=A", "--for", "999999w", "--by", "a", "--reason", "x"], "longer than 366d"),
      (["silence", "add", "alert=A", "--until", "later", "--by", "a", "--reason", "x"], "not 'later'"),
      (["silence", "add", "alert=A", "--until", "2020-01-01", "--by", "a", "--reason", "x"], "is over already"),
      (["silence", "add", "alert=~(", "--for", "2h", "--by", "a", "--reason", "x"], "not a regular expression"),
      (["silence", "add", "alert", "--for", "2h", "--by", "a", "--reason", "x"], "after 'alert' there has to be"),
      (["silence", "expire", "1234"], "--by"),
      (["override", "12345678", "--for", "2h", "--by", "a", "--reason", "x"], "--level"),
      (
        ["override", "12345678", "--level", "blue", "--for", "2h", "--by", "a", "--reason", "x"],
        "'green', 'yellow' or 'red'"
      ),
      (["override", "12345678", "--level", "green", "--by", "a", "--reason", "x"], "--for (2h) or --until"),
      (["override", "end", "1234"], "--by"),
      (["audit", "--since", "long ago"], "or a span such as 7d, not 'long ago'"),
      (["audit", "verify", "--head", "12"], "64 hexadecimal digits"),
    ])
  func usage(arguments: [String], hint: String) async throws {
    let asked = try await run([LeewayBinary.path()] + arguments, in: TestDirectory())
    #expect(asked.end == .exit(2))
    #expect(asked.errors.contains(hint), "\(asked.errors)")
    #expect(asked.output.isEmpty)
  }

  @Test(
    "Without a store there is nothing to decide about",
    arguments: [
      ["alerts"], ["alerts", "show", "12345678"], ["ack", "12345678"] + person, ["approve", "12345678"] + person,
      ["silence"], ["silence", "add", "alert=A", "--for", "1h"] + person, ["override", "list"], ["audit"],
      ["audit", "verify"],
    ])
  func noStore(arguments: [String]) async throws {
    let directory = try await LoanModel.directory()
    let asked = try await Self.ask(arguments, in: directory)
    #expect(asked.end == .exit(2))
    #expect(asked.errors.contains("no state here yet"), "\(asked.errors)")
  }

  @Test("Open alerts are listed worst first; a red one makes it exit code 1")
  func list() async throws {
    let directory = try await Self.finished()
    let listed = try await Self.ask(["alerts"], in: directory)
    #expect(listed.end == .exit(1), "\(listed.errors)")
    #expect(listed.output.contains("▲ RED") && listed.output.contains("psi age / region=apac (1h)"))
    #expect(listed.output.contains("firing") && !listed.output.contains("\u{1B}"))
    let plain = try await Self.ask(["alerts", "list", "--ascii"], in: directory)
    #expect(plain.output.contains("# RED") && plain.output.utf8.allSatisfy { $0 < 0x80 })
    let narrow = try await run(
      [LeewayBinary.path(), "alerts", "--config", LoanModel.config], in: directory, environment: ["COLUMNS": "60"])
    #expect(narrow.output.split(separator: "\n").allSatisfy { $0.count <= 60 })
    #expect(narrow.output.contains("▲ RED") && narrow.output.contains("AgeDrift"))

    let (id, fields) = try await Self.alert(in: directory)
    #expect(id.count == 64 && listed.output.contains(id.prefix(8)))
    #expect(fields["level"] as? String == "red" && fields["state"] as? String == "firing")
    #expect((fields["labels"] as? [String: String])?["region"] == "apac")
    let others = try await Self.ask(["alerts", "--filter", "region!=apac"], in: directory)
    #expect(others.end == .exit(0) && others.output == "No alert fits.\n")
    let same = try await Self.ask(["alerts", "--filter", #"region=~"ap.*",level=red"#], in: directory)
    #expect(same.end == .exit(1) && same.output == listed.output)
  }

  @Test("One alert is shown with its evidence, history and actions, and without the configuration, too")
  func show() async throws {
    let directory = try await Self.finished()
    let id = try await Self.alert(in: directory).id
    let shown = try await Self.ask(["alerts", "show", String(id.prefix(4))], in: directory)
    #expect(shown.end == .exit(0), "\(shown.errors)")
    for text in [
      "▲ RED  AgeDrift  psi age / region=apac (1h)", "firing since 2026-03-02T", "age in region=apac: ", "threshold",
      "pending to firing", "log: suppressed (stale)",
    ] { #expect(shown.output.contains(text), "\(text)") }

    let unknown = try await Self.ask(["alerts", "show", "0000000000000000"], in: directory)
    #expect(unknown.end == .exit(2) && unknown.errors.contains("no alert has the id '0000000000000000'"))
    let short = try await Self.ask(["alerts", "show", String(id.prefix(3))], in: directory)
    #expect(short.end == .exit(2))

    try directory.write(LoanModel.config, "model: [")
    let bare = try await Self.ask(["alerts", "show", id], in: directory)
    #expect(bare.end == .exit(0) && bare.output.contains("not in the configuration"))
    #expect(bare.errors.contains("cannot be used"))
    let decided = try await Self.ask(["ack", id] + Self.person, in: directory)
    #expect(decided.end == .exit(2), "what nobody can check is not decided about")
  }

  @Test("Acknowledging is done once, on record, and shown")
  func acknowledge() async throws {
    let directory = try await Self.finished()
    let id = try await Self.alert(in: directory).id
    let noted = try await Self.ask(["alerts", "note", id] + Self.person, in: directory)
    #expect(noted.end == .exit(0) && noted.output.contains("audit log 1:"), "\(noted.errors)")
    let prefix = String(id.prefix(8))
    let done = try await Self.ask(["ack", prefix, prefix.uppercased()] + Self.person, in: directory)
    #expect(done.end == .exit(0), "\(done.errors)")
    #expect(done.output.contains("acknowledged: AgeDrift") && done.output.contains("audit log 2:"))
    let again = try await Self.ask(["ack", id] + Self.person, in: directory)
    #expect(again.end == .exit(2) && again.errors.contains("already acknowledged"))
    let wrong = try await Self.ask(
      ["ack", id, "--false-alarm", "--by", "bob\u{1B}[31m", "--reason", "the reference is old"], in: directory)
    #expect(wrong.end == .exit(0), "\(wrong.errors)")

    let listed = try await Self.ask(["alerts"], in: directory)
    #expect(listed.output.contains("FALSE ALARM by bob·[31m") && !listed.output.contains("\u{1B}"))
    #expect(try await Self.alert(in: directory).fields["false_alarm"] as? Bool == true)
    let shown = try await Self.ask(["alerts", "show", id], in: directory)
    #expect(shown.output.contains("the reference is old"))
  }

  @Test("A silence is added, listed and ended; an alert's id stands for its matchers")
  func silence() async throws {
    let directory = try await Self.finished()
    let id = try await Self.alert(in: directory).id
    let before = Date()
    let added = try await Self.ask(
      ["silence", "add", "alert=AgeDrift", #"region=~"ap.*""#, "--for", "2h"] + Self.person, in: directory)
    #expect(added.end == .exit(0) && added.output.contains("silenced until "), "\(added.errors)")
    let one = try await Self.ask(["silence", "add", id, "--until", "2100-01-01"] + Self.person, in: directory)
    #expect(one.end == .exit(2) && one.errors.contains("longer than 366d"))
    let soon = Date(timeIntervalSinceNow: 3600).formatted(.iso8601)
    let other = try await Self.ask(["silence", "add", id, "--until", soon] + Self.person, in: directory)
    #expect(other.end == .exit(0), "\(other.errors)")

    let silences = try #require(
      try await Self.json(["silence", "list"], in: directory)["silences"] as? [[String: Any]])
    #expect(silences.count == 2)
    #expect(silences.first?["matchers"] as? String == #"alert="AgeDrift",region=~"ap.*""#)
    #expect(silences.first?["by"] as? String == "ada")
    let until = try #require((silences.first?["until"] as? String).flatMap { try? Date($0, strategy: .iso8601) })
    #expect(until.timeIntervalSince(before) >= 7199 && until.timeIntervalSince(before) < 7500)
    #expect((silences.last?["matchers"] as? String)?.contains(#"segment="region=apac""#) ?? false)
    let listed = try await Self.ask(["alerts"], in: directory)
    #expect(listed.end == .exit(1) && listed.output.contains("SILENCED until"))

    for silence in silences {
      let name = try #require(silence["id"] as? String)
      let ended = try await Self.ask(["silence", "expire", String(name.prefix(5))] + Self.person, in: directory)
      #expect(ended.end == .exit(0), "\(ended.errors)")
    }
    let none = try await Self.ask(["silence"], in: directory)
    #expect(none.output == "No silences.\n")
    let gone = try await Self.ask(["silence", "expire", "00"] + Self.person, in: directory)
    #expect(gone.end == .exit(2) && gone.errors.contains("'leeway silence list'"))
  }

  @Test("An override is made by an alert's id or by matchers, listed and ended")
  func override() async throws {
    let directory = try await Self.finished()
    let id = try await Self.alert(in: directory).id
    let held = try await Self.ask(
      ["override", String(id.prefix(8)), "--level", "green", "--for", "90m"] + Self.person, in: directory)
    #expect(held.end == .exit(0) && held.output.contains("held at green until"), "\(held.errors)")
    let matcher = "segment=~\"region=.*\""
    let refused = try await Self.ask(
      ["override", "set", matcher, "--level", "yellow", "--for", "1d"] + Self.person, in: directory)
    #expect(refused.end == .exit(2) && refused.errors.contains("has no yellow"), "\(refused.errors)")
    let more = try await Self.ask(
      ["override", "set", matcher, "--level", "red", "--for", "1d"] + Self.person, in: directory)
    #expect(more.end == .exit(0), "\(more.errors)")
    let listed = try await Self.ask(["alerts"], in: directory)
    #expect(listed.output.contains("HELD at red until"))
    let overrides = try #require(
      try await Self.json(["override", "list"], in: directory)["overrides"] as? [[String: Any]])
    #expect(overrides.compactMap { $0["level"] as? String } == ["green", "red"])
    let names = overrides.compactMap { $0["id"] as? String }
    let ended = try await Self.ask(["override", "end"] + names + Self.person, in: directory)
    #expect(ended.end == .exit(0) && ended.output.split(separator: "\n").count == 4, "\(ended.errors)")
    let none = try await Self.ask(["override", "list"], in: directory)
    #expect(none.output == "No overrides.\n")
  }

  @Test("Nothing can be approved that does not wait")
  func nothingWaits() async throws {
    let directory = try await Self.finished()
    let id = try await Self.alert(in: directory).id
    for command in ["approve", "reject"] {
      let asked = try await Self.ask([command, id] + Self.person, in: directory)
      #expect(asked.end == .exit(2) && asked.errors.contains("waits for a person"), "\(asked.errors)")
      let other = try await Self.ask([command, "0123456789abcdef"] + Self.person, in: directory)
      #expect(other.end == .exit(2) && other.errors.contains("nothing waits for approval"), "\(other.errors)")
    }
  }

  @Test("The audit log shows who decided what, and is verified against a head that was noted")
  func audit() async throws {
    let directory = try await Self.finished()
    let id = try await Self.alert(in: directory).id
    let empty = try await Self.ask(["audit", "verify"], in: directory)
    #expect(empty.end == .exit(0) && empty.output.contains("fine"), "\(empty.output)\(empty.errors)")
    let noted = try await Self.ask(["alerts", "note", id] + Self.person, in: directory)
    let line = try #require(noted.output.split(separator: "\n").last)
    let head = String(line.dropFirst("audit log ".count))
    _ = try await Self.ask(["ack", id] + Self.person, in: directory)

    let listed = try await Self.ask(["audit"], in: directory)
    #expect(listed.end == .exit(0), "\(listed.errors)")
    for text in ["ada", "noted", "acknowledged", "a known change upstream", String(id.prefix(8))] {
      #expect(listed.output.contains(text), "\(text)")
    }
    let entries = try #require(try await Self.json(["audit", "list"], in: directory)["audit"] as? [[String: Any]])
    #expect(entries.map { $0["sequence"] as? Int } == [1, 2])
    #expect("1:\(entries[0]["hash"] as? String ?? "")" == head)
    #expect((entries[1]["entry"] as? [String: Any])?["act"] as? String == "acknowledge")
    let later = try await Self.ask(["audit", "--since", "2100-01-01"], in: directory)
    #expect(later.output == "No entries.\n")

    let report = try await Self.json(["audit", "report"], in: directory)
    let episodes = try #require((report["all"] as? [String: Any])?["episodes"] as? [String: Any])
    #expect(episodes["red"] as? Int == 1 && episodes["acknowledged"] as? Int == 1)
    let text = try await Self.ask(["audit", "report"], in: directory)
    #expect(text.end == .exit(0) && text.output.contains("AgeDrift"), "\(text.errors)")
    let nothing = try await Self.ask(["audit", "report", "--since", "2100-01-01"], in: directory)
    #expect(nothing.output.contains("nothing was decided"))

    for good in [head, String(head.dropFirst(2))] {
      let verified = try await Self.ask(["audit", "verify", "--head", good], in: directory)
      #expect(verified.end == .exit(0) && verified.output.contains("audit log 2:"), "\(verified.output)")
    }
    let digits = head.dropFirst(2).map { $0 == "0" ? "1" : "0" }.joined()
    for bad in ["1:" + digits, digits, "9:" + digits] {
      let verified = try await Self.ask(["audit", "verify", "--head", bad], in: directory)
      #expect(verified.end == .exit(1) && verified.output.contains("finding: "), "\(verified.output)")
    }
  }
}
