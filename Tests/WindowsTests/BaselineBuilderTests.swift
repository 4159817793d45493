import Records
import Statistics
import Testing

@testable import Windows

@Suite("Building a baseline")
struct BaselineBuilderTests {
  @Test("Categories stand by frequency, then name, whatever order they came in")
  func categories() throws {
    let baseline = try TrafficFixture.baseline()
    #expect(baseline.layout.categories == [["web", "app", "branch"]])
    guard case .categorical(let channel) = baseline.layout.features[1] else {
      Issue.record("the channel is categorical")
      return
    }
    #expect(Array(baseline.cell(named: "all").cell.traffic[channel.cells]) == [150, 75, 75, 0])
  }

  @Test("Past the limit, the rarest categories are one")
  func manyCategories() {
    let counts = (0..<1200).map { (category: "c\($0)", count: 2000 - $0) }
    let profile = CategoricalProfile(counts: counts.shuffled())
    #expect(profile.categories == (0..<1000).map { "c\($0)" })
    #expect(profile.hasOther)
  }

  @Test("Counts per cell are those of a direct count", arguments: ["all", "region=north", "region=south"])
  func counts(name: String) throws {
    let baseline = try TrafficFixture.baseline()
    let rows = TrafficFixture.referenceRows().enumerated().filter { name == "all" || name == "region=\($1.region)" }
    let (cell, isOverall) = baseline.cell(named: name)
    #expect(!isOverall)
    #expect(cell.traffic[CellLayout.rows] == Int64(rows.count))
    #expect(cell.traffic[CellLayout.failed] == Int64(rows.count { $1.failed }))
    #expect(cell.traffic[CellLayout.servedPositive] == Int64(rows.count { $1.positive && !$1.failed }))
    guard case .numeric(let age) = baseline.layout.features[0], let score = baseline.layout.score else {
      Issue.record("the age is numeric, and there is a score")
      return
    }
    #expect(cell.traffic[age.null] == Int64(rows.count { $1.age == nil }))
    let ages = rows.compactMap { $1.age }
    for index in 0..<age.grid.cellCount {
      #expect(
        cell.traffic[age.cells][age.cells.lowerBound + index] == Int64(ages.count { age.grid.cell(of: $0) == index }))
    }
    let shift = age.scale.decode(cell.traffic[age.sum]) / Double(ages.count)
    #expect(abs(age.center + shift - ages.reduce(0, +) / Double(ages.count)) < 1e-4)

    let served = rows.filter { !$1.failed }
    func truth(_ index: Int) -> Bool { index % 5 < 3 }
    #expect(cell.labels[CellLayout.predictions] == Int64(served.count))
    #expect(cell.labels[CellLayout.labelled] == Int64(served.count))
    #expect(cell.labels[CellLayout.truePositives] == Int64(served.count { $1.positive && truth($0) }))
    #expect(cell.labels[CellLayout.falsePositives] == Int64(served.count { $1.positive && !truth($0) }))
    #expect(cell.labels[CellLayout.trueNegatives] == Int64(served.count { !$1.positive && !truth($0) }))
    #expect(cell.labels[CellLayout.falseNegatives] == Int64(served.count { !$1.positive && truth($0) }))
    let scoresOfPositives = served.filter { truth($0.offset) }.map(\.element.score)
    #expect(cell.labels[baseline.layout.scoreOfPositives].reduce(0, +) == Int64(scoresOfPositives.count))
    for value in scoresOfPositives.prefix(20) {
      #expect(cell.labels[baseline.layout.scoreOfPositives.lowerBound + score.grid.cell(of: value)] > 0)
    }
    let squares = FixedPoint.probability.decode(cell.labels[CellLayout.squareSum])
    #expect(abs(squares - served.reduce(0) { $0 + $1.element.score * $1.element.score }) < 1e-6)
  }

  @Test("A cell with too few rows has the overall profile")
  func smallCells() throws {
    let schema = try TrafficFixture.schema()
    let decoder = RecordDecoder(schema: schema, categories: [], learnsCategories: true)
    var builder = BaselineBuilder(schema: schema, plan: TrafficFixture.cells, decoder: decoder)
    var rows = TrafficFixture.referenceRows()
    for index in 0..<4 { rows[index].region = "few" }
    for index in 4..<9 { rows[index].region = "enough" }
    builder.add(try TrafficFixture.decode(rows, with: decoder))
    let baseline = try builder.build()
    #expect(baseline.cell(named: "region=few").isOverall)
    #expect(baseline.cell(named: "region=never").isOverall)
    #expect(!baseline.cell(named: "region=enough").isOverall)
    #expect(baseline.cells.keys.sorted() == ["all", "region=enough", "region=north", "region=south"])
    #expect(builder.rows == 300)
    #expect(builder.range.map { [$0.first, $0.last] } == [0, 299_000_000])
  }

  @Test("A reference without rows or without a feature is refused with what is wrong")
  func refused() throws {
    let schema = try TrafficFixture.schema()
    let decoder = RecordDecoder(schema: schema, categories: [], learnsCategories: true)
    var builder = BaselineBuilder(schema: schema, plan: TrafficFixture.cells, decoder: decoder)
    #expect(throws: BaselineBuilder.Failure.noRows) { try builder.build() }
    var row = Row(id: "a", time: 1, age: nil, channel: "web", region: "north", positive: true, score: 0.5)
    builder.add(try TrafficFixture.decode([row], with: decoder))
    #expect(throws: BaselineBuilder.Failure.noValues(feature: "age")) { try builder.build() }
    row.age = 3
    row.channel = nil
    var other = BaselineBuilder(schema: schema, plan: TrafficFixture.cells, decoder: decoder)
    other.add(try TrafficFixture.decode([row], with: decoder))
    #expect(throws: BaselineBuilder.Failure.noValues(feature: "channel")) { try other.build() }
  }
}
