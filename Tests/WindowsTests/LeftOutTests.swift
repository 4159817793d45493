import Readings
import Testing

@testable import Windows

@Suite("Metrics that are left out")
struct LeftOutTests {
  private static func series(leftOut: Set<Metric>) throws -> [SeriesKey] {
    var cells = TrafficFixture.cells
    cells.leftOut = leftOut
    let rig = try WindowsRig(TrafficFixture.plan(), cells: cells)
    try rig.add((0..<40).map { LabelJoinTests.row("r\($0)", at: $0, positive: $0 % 2 == 0) })
    rig.add((0..<40).map { Label(id: "r\($0)", time: 50, positive: $0 % 3 == 0) })
    rig.finish()
    return rig.evaluations.flatMap { $0.series.map(\.key) }
  }

  @Test("They are left out, and the others stay as they were")
  func others() throws {
    let leftOut: Set<Metric> = [.psi, .accuracy, .labelCoverage, .demographicParityRatio]
    let all = try Self.series(leftOut: [])
    #expect(leftOut.isSubset(of: all.map(\.metric)))
    #expect(try Self.series(leftOut: leftOut) == all.filter { !leftOut.contains($0.metric) })
  }
}
