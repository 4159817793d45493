import Readings
import Testing

@testable import Windows

/// Rows of one region first, then of another and of another version: series appear while others are there already.
@Suite("Series roster")
struct SeriesRosterTests {
  @Test("A series has one number, and keeps it when others appear")
  func numbers() throws {
    let rig = try WindowsRig(TrafficFixture.plan())
    try rig.add([Self.row("a", at: 10, region: "south"), Self.row("b", at: 70, region: "south")])
    rig.advance(to: 120)
    let early = rig.windows.seriesKeys
    try rig.add([
      Self.row("c", at: 130, region: "north", version: "v2"), Self.row("d", at: 190, region: "south"),
    ])
    rig.finish()
    let keys = rig.windows.seriesKeys
    #expect(!early.isEmpty && keys.count > early.count)
    #expect(Array(keys.prefix(early.count)) == early)
    #expect(Set(keys).count == keys.count)
    let measured = rig.evaluations.flatMap(\.series)
    #expect(!measured.isEmpty)
    for series in measured { #expect(keys[series.number] == series.key) }
    #expect(Set(measured.map(\.key.segment)) == ["all", "region=south", "region=north"])
  }

  private static func row(_ id: String, at time: Int, region: String, version: String = "v1") -> Row {
    Row(id: id, time: time, age: 30, channel: "web", region: region, version: version, positive: true, score: 0.5)
  }
}
