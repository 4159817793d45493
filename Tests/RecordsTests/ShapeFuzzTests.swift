import Records
import Testing

/// A decoder that has read other lines before reads by their shapes what it can; one that is new has only the parser.
@Suite("Lines read by shape")
struct ShapeFuzzTests {
  static let seed: UInt64 = 20_261_121

  @Test("Every line gives the same row or the same defect as from the parser alone", arguments: LineGenerator.tasks)
  func records(task: PredictionTask) throws {
    print("seed \(Self.seed)")
    let schema = try LineGenerator.schema(task: task)
    var generator = LineGenerator(seed: Self.seed, task: task)
    let categories = [["web", "mobile"], ["north"]]
    var practised = RecordDecoder(schema: schema, categories: categories, learnsCategories: true)
    for round in 0..<fuzzRounds(200) {
      // Not for ever the same decoder, since it learns ever more rarely from lines that differ.
      if round % 20 == 0 {
        practised = RecordDecoder(schema: schema, categories: categories, learnsCategories: true)
        generator.chooseLayouts()
      }
      var lines: [[UInt8]] = []
      for _ in 0..<80 { lines.append(generator.random.chance(0.6) ? generator.line() : generator.damagedLine()) }
      let content = Array(lines.joined(separator: [UInt8(ascii: "\n")]))

      var batch = practised.emptyBatch()
      var rejections: [Rejection] = []
      let count = practised.decode(block(content, start: 1000), into: &batch) { rejections.append(Rejection($0)) }

      var expected: [ReadableRow] = []
      var expectedRejections: [Rejection] = []
      var expectedCount = 0
      var invalidValues = 0
      var offset: Int64 = 1000
      for line in content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        let fresh = RecordDecoder(schema: schema, categories: categories, learnsCategories: true)
        var single = fresh.emptyBatch()
        expectedCount += fresh.decode(block(Array(line) + [UInt8(ascii: "\n")], start: offset), into: &single) {
          expectedRejections.append(Rejection($0))
        }
        for row in 0..<single.count { expected.append(single.readable(row, decodedBy: fresh)) }
        invalidValues += single.invalidValues
        offset += Int64(line.count) + 1
      }
      let rows = (0..<batch.count).map { batch.readable($0, decodedBy: practised) }
      try #require(rejections == expectedRejections, "round \(round)")
      for (row, wanted) in zip(rows, expected) { try #require(row == wanted, "round \(round)") }
      try #require(rows.count == expected.count && count == expectedCount, "round \(round)")
      try #require(batch.invalidValues == invalidValues, "round \(round)")
    }
  }

  @Test("Labels likewise", arguments: LineGenerator.tasks)
  func labels(task: PredictionTask) throws {
    print("seed \(Self.seed)")
    let schema = LabelSchema(
      id: try #require(path("id")), value: try #require(path("p")), timestamp: path("ts"), task: task,
      kpis: try LineGenerator.schema().kpis)
    var generator = LineGenerator(seed: Self.seed, task: task)
    var practised = LabelDecoder(schema: schema)
    for round in 0..<fuzzRounds(60) {
      if round % 20 == 0 {
        practised = LabelDecoder(schema: schema)
        generator.chooseLayouts()
      }
      var lines: [[UInt8]] = []
      for _ in 0..<80 { lines.append(generator.random.chance(0.5) ? generator.line() : generator.damagedLine()) }
      var batch = practised.emptyBatch()
      var expected = practised.emptyBatch()
      for line in lines {
        var rejections: [Rejection] = []
        var expectedRejections: [Rejection] = []
        _ = practised.decode(block(line), into: &batch) { rejections.append(Rejection($0)) }
        _ = LabelDecoder(schema: schema).decode(block(line), into: &expected) {
          expectedRejections.append(Rejection($0))
        }
        try #require(rejections == expectedRejections, "\(String(decoding: line, as: UTF8.self))")
      }
      try #require(batch.ids == expected.ids, "round \(round)")
      for (values, wanted) in zip([batch.outcomes] + batch.kpis, [expected.outcomes] + expected.kpis) {
        try #require(values.map(\.bitPattern) == wanted.map(\.bitPattern), "round \(round)")
      }
      try #require(batch.timestamps == expected.timestamps, "round \(round)")
    }
  }
}
