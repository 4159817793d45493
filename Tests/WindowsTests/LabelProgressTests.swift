import Notation
import Readings
import Testing

@testable import Windows

@Suite("How complete the labels are, by age")
struct LabelProgressTests {
  /// A prediction a minute, up to a minute; those before another one have their label an hour later.
  private static func rig(
    minutes: Int, labelled: Int, horizon: TimeSpan, joinsLabels: Bool = true
  ) throws -> WindowsRig {
    let rig = try WindowsRig(
      TrafficFixture.plan(horizon: horizon.microseconds / 1_000_000), joinsLabels: joinsLabels)
    var (rows, labels) = (SourceClock(), SourceClock())
    for minute in 0..<minutes {
      let row = Row(
        id: "r\(minute)", time: minute * 60 + 1, age: 30, channel: nil, region: minute.isMultiple(of: 2) ? "a" : "b",
        positive: true, score: 0.7)
      try rig.add([row], &rows)
      guard joinsLabels, minute >= 60, minute - 60 < labelled else { continue }
      let label = Label(id: "r\(minute - 60)", time: minute * 60 + 2, positive: true)
      rig.windows.add(TrafficFixture.batch([label]), from: &labels)
    }
    rig.advance(to: Int64(minutes) * 60)
    return rig
  }

  @Test("Ages go from the newest pane back to the label horizon, every prediction in one of them")
  func buckets() throws {
    let progress = try Self.rig(minutes: 200, labelled: 120, horizon: .hours(3)).windows.labelProgress
    #expect(
      progress == [
        LabelProgress(from: .zero, to: .hours(1), predictions: 60, labelled: 0),
        LabelProgress(from: .hours(1), to: .hours(3), predictions: 120, labelled: 100),
      ])
  }

  @Test("What is not known yet is left out")
  func beginning() throws {
    let progress = try Self.rig(minutes: 90, labelled: 30, horizon: .days(2)).windows.labelProgress
    #expect(
      progress == [
        LabelProgress(from: .zero, to: .hours(1), predictions: 60, labelled: 0),
        LabelProgress(from: .hours(1), to: .hours(6), predictions: 30, labelled: 30),
      ])
    #expect(try Self.rig(minutes: 0, labelled: 0, horizon: .days(2)).windows.labelProgress.isEmpty)
  }

  @Test("Without labels there is nothing to tell")
  func noLabels() throws {
    #expect(try Self.rig(minutes: 90, labelled: 0, horizon: .days(2), joinsLabels: false).windows.labelProgress.isEmpty)
  }
}
