import Foundation
import Testing

/// The real agent, killed again and again while a writer appends and rotates.
///
/// `LEEWAY_PROGRAM` names a release build to kill; without it the program built with the tests is taken, at a lower rate.
/// `LEEWAY_KILLS` sets how often, `LEEWAY_SEED` repeats a run's chances (not its timing).
@Suite("The agent killed at any moment", .serialized)
struct KillTests {
  /// What becomes of the names of rotated logs.
  enum Rotation: String, CaseIterable, CustomTestStringConvertible {
    /// The inputs' patterns match them, too.
    case namesMatch
    /// The patterns match the newest log only.
    case namesDoNotMatch

    var testDescription: String { rawValue }
    var suffix: String { self == .namesMatch ? "*" : "" }
  }

  @Test(
    "Every line is counted once, and all that follows from it is as if nobody had killed", arguments: Rotation.allCases)
  func killed(rotation: Rotation) async throws {
    let drill = try KillDrill(rotation: rotation)
    try await drill.prepare()
    let writer = try drill.startWriter()
    for number in 0..<drill.killCount { try await drill.runAndKill(number) }
    try drill.stopWriter()
    #expect(try await writer.ended() == .exit(0), "\(writer.errors)")
    let context = Comment(rawValue: drill.context)

    let done = try await drill.leeway("agent", "--once")
    #expect(done.end == .exit(0), "\(context): \(done.errors.suffix(1000))")
    let written = try drill.directory.json("logs/written.json")
    func count(_ key: String) -> Int { written[key] as? Int ?? -1 }
    #expect(count("rotations") >= 4, "\(context)")
    let totals = try await drill.totals()
    checkTotals(totals, written: count, context)

    let reference = try await drill.leeway("agent", "--once", in: KillDrill.undisturbed)
    #expect(reference.end == .exit(0), "\(context): \(reference.errors.suffix(1000))")
    let expected = try await drill.totals(in: KillDrill.undisturbed)
    #expect(NSDictionary(dictionary: totals).isEqual(to: expected), "\(context): \(totals), expected: \(expected)")
    try await drill.export()
    try await drill.export(in: KillDrill.undisturbed)
    for name in ["readings.jsonl", "alerts.jsonl", "panes.jsonl"] {
      let expected = try drill.directory.data("\(KillDrill.undisturbed)/out/\(name)")
      let found = try drill.directory.data("out/\(name)")
      #expect(!expected.isEmpty, "\(context): \(name)")
      let isSame = found == expected
      #expect(isSame, "\(context): \(name) differs \(drill.firstDifference(in: name))")
    }
    try checkActions(drill, context)

    let replayed = try await drill.leeway("replay", "--out", "replayed", in: KillDrill.undisturbed)
    #expect(replayed.end == .exit(1), "\(context): \(replayed.errors.suffix(1000))")
    // The replay closes the panes that are still open at the end; the agent waits for more.
    let alerts = drill.directory.lines("out/alerts.jsonl")
    let replayedAlerts = drill.directory.lines("\(KillDrill.undisturbed)/replayed/alerts.jsonl")
    #expect(Array(replayedAlerts.prefix(alerts.count)) == alerts, "\(context): not the replay's alerts")
  }

  private func checkTotals(_ totals: [String: Any], written: (String) -> Int, _ context: Comment) {
    func total(_ key: String) -> Int? { totals[key] as? Int }
    #expect(total("lines") == written("lines"), context)
    #expect(total("records") == written("predictions"), context)
    #expect(totals["bad"] as? [String: Int] == ["not_json": written("bad")], context)
    #expect(total("late") == 0, context)
    #expect(total("labels") == written("labels"), context)
    #expect(total("duplicate") == 0, context)
    // Labels take effect with their pane: those of the last one have not been joined yet.
    let joinable = written("labels") - written("unmatched")
    #expect((joinable * 7 / 10...joinable).contains(total("joined") ?? -1), context)
  }

  /// An action's program runs exactly once an episode; where a kill hit it while it ran, that is left to a person, and
  /// it ran at most once.
  private func checkActions(_ drill: KillDrill, _ context: Comment) throws {
    let expected = try drill.programRuns(in: KillDrill.undisturbed)
    let runs = try drill.programRuns()
    #expect(expected.count >= drill.killCount / 4, "\(context): there was something to do")
    #expect(expected.allSatisfy { $0.state == "succeeded" }, "\(context): \(expected)")
    #expect(runs.map(\.episode) == expected.map(\.episode), context)
    var acted: [String: Int] = [:]
    for line in drill.directory.lines("acted") { acted[String(line), default: 0] += 1 }
    #expect(Set(acted.keys).isSubset(of: runs.map(\.episode)), context)
    for run in runs {
      let times = acted[run.episode] ?? 0
      #expect(
        run.state == "succeeded" ? times == 1 : run.state == "unknown" && times <= 1, "\(context): \(run), \(times)")
    }
  }
}
