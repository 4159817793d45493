import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Golden screens of ingest and log")
struct IngestGoldenTests {
  @Test("A file has failed, labels are behind, lines are bad, an endpoint is paused")
  func incident() throws {
    var snapshot = SampleSnapshot(situation: .incident, mode: .live).build()
    snapshot.ingest.bad = [("not JSON", 31), ("timestamp missing", 9), ("id missing", 2)]
    let state = AlertsGoldenTests.state(snapshot, keys: [.character("i")])
    try GoldenScreens.expect(state, "ingest-incident")
  }

  @Test("Bad lines at hand")
  func badLines() throws {
    var snapshot = SampleSnapshot(situation: .incident).build()
    snapshot.ingest.bad = [("not JSON", 31), ("timestamp missing", 9), ("id missing", 2)]
    let state = AlertsGoldenTests.state(snapshot, keys: [.character("i"), .character("2")])
    try GoldenScreens.expect(state, "ingest-bad-lines")
  }

  @Test("What waits to go out")
  func lanes() throws {
    let snapshot = SampleSnapshot(situation: .incident).build()
    let state = AlertsGoldenTests.state(snapshot, keys: [.character("i"), .character("4")])
    try GoldenScreens.expect(state, "ingest-lanes")
  }

  @Test("All is well")
  func healthy() throws {
    let snapshot = SampleSnapshot(situation: .healthy, mode: .live).build()
    try GoldenScreens.expect(AlertsGoldenTests.state(snapshot, keys: [.character("i")]), "ingest-healthy")
  }

  @Test("Nothing yet")
  func nothing() throws {
    var snapshot = SampleSnapshot(situation: .healthy, mode: .live).build()
    snapshot.readings = [:]
    snapshot.ingest = IngestStatus()
    try GoldenScreens.expect(AlertsGoldenTests.state(snapshot, keys: [.character("i")]), "ingest-nothing")
  }

  @Test("Long and wide names")
  func longNames() throws {
    var snapshot = SampleSnapshot(situation: .incident).build()
    let folder = "/srv/exports/credit-risk/models/2026/very/deep/folder/of/the/upstream/team/"
    snapshot.ingest.sources[1].path = folder + "predictions-2026-03-02T00-00-00Z-part-00017.jsonl"
    snapshot.ingest.sources[2].path = "ログ/予測/二〇二六年三月二日の予測ログ（東京リージョン）.jsonl"
    snapshot.ingest.sources[3].path = "logs/new\nline\u{1b}[2J.jsonl"
    snapshot.ingest.sources[3].state = .failed("no permission\u{7}: open(2) says EACCES for the user leeway")
    snapshot.ingest.sources[0].size = Int.max
    snapshot.ingest.sources[0].lines = Int.max
    snapshot.ingest.sources[0].late = Int.max
    snapshot.ingest.bad = [("a reason that somebody has written at great length without need", Int.max), ("理由不明", 4)]
    snapshot.ingest.lines = Int.max
    snapshot.ingest.examples[0].path = folder + "a.jsonl"
    snapshot.ingest.examples[0].offset = Int.max
    snapshot.ingest.examples[1].text = "\u{0}\u{1}\t二進数\u{1b}]0;title\u{7}" + String(repeating: "x", count: 180)
    snapshot.ingest.actions[1].name = "a-webhook-with-a-very-long-name-indeed"
    snapshot.ingest.actions[1].lastError = "could not connect to https://hooks.example.com: connection refused by peer"
    try GoldenScreens.expect(AlertsGoldenTests.state(snapshot, keys: [.character("i")]), "ingest-long-names")
  }

  @Test("The log at its end")
  func log() throws {
    let state = AlertsGoldenTests.state(Self.longLog(), keys: [.character("L")])
    try GoldenScreens.expect(state, "log-end")
  }

  @Test("The log scrolled back")
  func logScrolled() throws {
    let keys = [Key.character("L"), .pageUp, .pageUp, .up]
    try GoldenScreens.expect(AlertsGoldenTests.state(Self.longLog(), keys: keys), "log-scrolled")
  }

  static func longLog() -> Snapshot {
    var snapshot = SampleSnapshot(situation: .incident).build()
    let texts = [
      "pane closed rows=48 120 late=31", "psi income / region=apac (1h) .198 → .334 crossed red (.20), n=4 812",
      "webhook hook failed: could not connect to https://hooks.example.com/services/T0/B0/x: connection refused; next try "
        + "in 30s, and then every two minutes until the circuit opens; 7 deliveries wait behind it",
      "ラベルの結合が遅れています: 九十五パーセントの予測にラベルがありません", "control \u{1b}[31mcharacters\u{7} are shown",
    ]
    snapshot.log = (0..<100).map { index in
      LogLine(
        time: snapshot.time - TimeSpan(seconds: Int64(100 - index) * 12),
        severity: [.info, .warning, .error, .info, .info][index % 5], message: texts[index % 5])
    }
    return snapshot
  }
}
