import Alerting
import Configuration
import Foundation
import Ingest
import Notation
import Readings
import Windows

@testable import Engine

/// Checkpoints made by hand, for tests of the store without an engine.
enum StateSample {
  static let start = Instant(seconds: 1_772_409_600)
  static let pane = TimeSpan.minutes(5)

  /// The checkpoint of a step: everything differs from step to step in some place.
  static func checkpoint(
    _ step: Int, deliveries: [Delivery] = [], alerts: [AlertInstance] = [], keep: TimeSpan = .days(30),
    bytes: Int = 1 << 30, incompressible: Int = 0
  ) -> StateCheckpoint {
    let time = start + .hours(Int64(step))
    var state = UInt64(step) &+ 1
    let noise = (0..<incompressible).map { _ -> UInt8 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 40)
    }
    let transition = AlertTransition(
      at: time, identity: identity("a"), episode: step, from: .green, to: .pending, level: .red, previousLevel: .green,
      figures: AlertFigures(value: Double(step), n: step))
    var position = FilePosition(
      path: "/logs/p.jsonl", kind: .predictions, identity: FileIdentity(device: 1, inode: 2), offset: Int64(step) * 100)
    position.newest = time.microseconds
    let number = Int(time.microseconds / pane.microseconds)
    var changes = PartChanges()
    changes.parts = [
      PartChange(kind: PaneCounts.traffic, number: number, bytes: counts(step)),
      PartChange(
        kind: "pending", number: step / 4, bytes: Array(repeating: UInt8(truncatingIfNeeded: step), count: 300)),
      PartChange(kind: "empty", number: 0, bytes: []),
    ]
    changes.firstKept = [(PaneCounts.traffic, number - 24), ("pending", 0)]
    return StateCheckpoint(
      header: StateCheckpoint.Header(
        model: "m", fingerprint: "f", savedAt: time.microseconds, time: time.microseconds, pane: pane.microseconds,
        labelWidth: 64,
        readingsThrough: time.microseconds, totals: PipelineTotals(),
        summary: StateSummary(lines: step),
        deadLetters: DeadLetterFile.Mark(length: Int64(step))),
      windows: WindowsCheckpoint(core: [1, 2, 3, UInt8(truncatingIfNeeded: step)], changes: changes),
      panes: [.init(kind: PaneCounts.traffic, number: number - 24, bytes: counts(step))],
      cells: (0...min(step, 3)).map { PartName(version: "v\($0)", segment: "all") },
      revisions: PartChanges(),
      sources: [SourceState(position: position, totals: SourceTotals(lines: step, bad: ["malformed": step]))],
      alerts: alerts, transitions: [transition], deliveries: deliveries,
      readings: [.init(at: time, lines: Array("{\"step\":\(step)}\n".utf8) + noise)],
      retention: StateRetention(keepAge: keep, keepBytes: bytes))
  }

  /// A pane with one part, as the windows write it: lists with their length first, numbers in zigzag.
  private static func counts(_ step: Int) -> [UInt8] {
    [2, UInt8(truncatingIfNeeded: min(step, 3) * 2), 2, 5, UInt8(truncatingIfNeeded: (step % 60) * 2)]
  }

  static func identity(_ rule: String) -> AlertIdentity {
    AlertIdentity(
      rule: rule, model: "m",
      key: SeriesKey(metric: .psi, version: "*", segment: "all", feature: "x", window: "1h"))
  }

  static func delivery(
    _ rule: String, episode: Int, at: Instant, exec: Bool = false, state: Delivery.State
  ) -> Delivery {
    let transition = AlertTransition(
      at: at, identity: identity(rule), episode: episode, from: .pending, to: .firing, level: .red,
      previousLevel: .red, figures: AlertFigures(value: 1, n: 1))
    let kind: Action.Kind =
      exec
      ? .exec(Action.Exec(argv: [], timeout: .minutes(1), cooldown: .zero, maxPerDay: nil, onlyIfStill: nil)) : .log
    return Delivery(
      id: Delivery.id(for: transition, action: exec ? "script" : "note"), transition: transition,
      action: Action(name: exec ? "script" : "note", kind: kind), state: state, now: at, payload: "{}")
  }

  static func alert(_ rule: String, at: Instant, episode: Int = 0) -> AlertInstance {
    var instance = AlertInstance(identity: identity(rule), since: at)
    instance.episode = episode
    return instance
  }

  /// Stores steps one after another.
  static func store(at path: String, steps: Range<Int>) throws {
    var contents: StateContents?
    let store = try StateStore.open(path: path, contents: &contents)
    for step in steps {
      let time = start + .hours(Int64(step))
      try store.save(
        checkpoint(
          step,
          deliveries: [
            delivery("a", episode: step, at: time, state: .succeeded),
            delivery("a", episode: step, at: time, exec: true, state: .planned),
          ], alerts: [alert("a", at: time, episode: step), alert("b", at: time)]))
    }
  }

  /// Everything that a store gives back, as one text.
  static func text(of path: String, scratch: String) throws -> String {
    var contents: StateContents?
    let store = try StateStore.open(path: path, contents: &contents)
    defer { withExtendedLifetime(store) {} }
    guard let contents else { return "nothing" }
    var text = "\(contents)\n"
    for (file, _) in try StateInspection(directory: (path as NSString).deletingLastPathComponent).export(to: scratch) {
      text += try String(contentsOfFile: scratch + "/" + file, encoding: .utf8)
    }
    return text
  }
}
