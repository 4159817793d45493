import Notation
import Readings
import Testing

@testable import Alerting

/// Every state, and every kind of observation five minutes later.
///
/// A cell is the state and level afterwards, with `!` if a transition is told. The rule asks for 10 minutes of yellow and
/// 5 of red before it fires, and for 15 clear ones before it gives up; no rows are told at once.
@Suite("Alert state machine, state by state")
struct AlertStateTableTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var start: String
    /// What leads there, five minutes apart.
    var steps: [Character]
    /// By ``AlertStateTableTests/columns``.
    var cells: [String]
    var testDescription: String { start }

    init(_ start: String, _ steps: String, _ cells: [String]) {
      self.start = start
      self.steps = Array(steps)
      self.cells = cells
    }
  }

  /// Red, yellow, between the bounds of yellow, green, insufficient, no data, error.
  static let columns: [Character] = ["R", "Y", "b", "g", "i", "0", "e"]

  static let rows: [Row] = [
    Row(
      "unknown insufficient", "",
      [
        "pending red!", "pending yellow!", "green green", "green green", "unknown insufficient", "nodata nodata!",
        "error error!",
      ]),
    Row(
      "green green", "g",
      [
        "pending red!", "pending yellow!", "green green", "green green", "green green", "nodata nodata!",
        "error error!",
      ]),
    Row(
      "pending yellow", "gY",
      [
        "pending red", "pending yellow", "green green!", "green green!", "pending yellow", "nodata nodata!",
        "error error!",
      ]),
    Row(
      "pending red", "gR",
      [
        "firing red!", "pending yellow", "green green!", "green green!", "pending red", "nodata nodata!",
        "error error!",
      ]),
    Row(
      "firing yellow", "YYY",
      [
        "firing yellow", "firing yellow", "firing yellow", "recovering yellow!", "firing yellow", "nodata nodata!",
        "error error!",
      ]),
    Row(
      "firing yellow", "YYYR",
      [
        "firing red!", "firing yellow", "firing yellow", "recovering yellow!", "firing yellow", "nodata nodata!",
        "error error!",
      ]),
    Row(
      "firing red", "RR",
      ["firing red", "firing red", "firing red", "recovering red!", "firing red", "nodata nodata!", "error error!"]),
    Row(
      "firing red", "RRYYY",
      [
        "firing red", "firing yellow!", "firing yellow!", "recovering red!", "firing red", "nodata nodata!",
        "error error!",
      ]),
    Row(
      "recovering red", "RRg",
      [
        "firing red!", "firing red!", "firing red!", "recovering red", "recovering red", "nodata nodata!",
        "error error!",
      ]),
    Row(
      "recovering red", "RRggg",
      [
        "firing red!", "firing yellow!", "firing yellow!", "resolved green!", "recovering red", "nodata nodata!",
        "error error!",
      ]),
    Row(
      "resolved green", "RRgggg",
      [
        "pending red!", "pending yellow!", "green green", "green green", "resolved green", "nodata nodata!",
        "error error!",
      ]),
    Row(
      "nodata nodata", "g0",
      [
        "pending red!", "pending yellow!", "green green!", "green green!", "nodata nodata", "nodata nodata",
        "error error!",
      ]),
    Row(
      "nodata nodata", "RR0",
      [
        "firing red!", "firing red!", "firing red!", "recovering red!", "nodata nodata", "nodata nodata",
        "error error!",
      ]),
    Row(
      "error error", "ge",
      [
        "pending red!", "pending yellow!", "green green!", "green green!", "error error", "nodata nodata!",
        "error error",
      ]),
    Row(
      "error error", "RRe",
      [
        "firing red!", "firing red!", "firing red!", "recovering red!", "error error", "nodata nodata!", "error error",
      ]),
  ]

  private static func reading(_ sign: Character, at now: Instant) -> Reading? {
    switch sign {
    case "R": figure(.psi, 0.3, feature: "age", at: now)
    case "Y": figure(.psi, 0.15, feature: "age", at: now)
    case "b": figure(.psi, 0.09, feature: "age", at: now)
    case "g": figure(.psi, 0.05, feature: "age", at: now)
    case "i": figure(.psi, nil, .insufficient, feature: "age", n: 3, at: now)
    case "e": figure(.psi, nil, .error, feature: "age", at: now)
    default: nil
    }
  }

  @Test("From each state each observation leads where the table says", arguments: rows, columns)
  func table(_ row: Row, _ column: Character) throws {
    let rule = psiRule(
      yellow: try condition(at: "> 0.1", clear: "< 0.08", for: 10, keep: 15),
      red: try condition(at: "> 0.2", clear: "< 0.18", for: 5, keep: 15),
      noData: Rule.NoData(after: .zero, state: .nodata))
    var instance = AlertInstance(identity: psiIdentity, since: minute(0))
    for (index, sign) in row.steps.enumerated() {
      let now = minute(Int64(index) * 5)
      _ = instance.step(Self.reading(sign, at: now), rule: rule, now: now)
    }
    #expect("\(instance.state) \(instance.level)" == row.start)
    let before = instance
    let now = minute(Int64(row.steps.count) * 5)
    let change = instance.step(Self.reading(column, at: now), rule: rule, now: now)
    let cell = "\(instance.state) \(instance.level)\(change == nil ? "" : "!")"
    #expect(cell == row.cells[Self.columns.firstIndex(of: column) ?? 0])
    if let change {
      #expect(change.from == before.state && change.to == instance.state && change.level == instance.level)
      #expect(change.previousLevel == before.episodeLevel ?? before.level)
      #expect(instance.since == now)
    } else if instance.state == before.state, instance.level == before.level {
      #expect(instance.since == before.since)
    }
    #expect(instance.isQuiet == (instance.state == .green))
  }
}
