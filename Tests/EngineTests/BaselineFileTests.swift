import Foundation
import Records
import Testing

@testable import Engine
@testable import Windows

/// Writing a profile and reading it back, also one that somebody edited, that was damaged on disk, or of another format.
@Suite struct BaselineFileTests {
  @Test("What is written is read back to the last bit", arguments: BaselineSample.tasks)
  func roundTrip(task: PredictionTask) throws {
    let directory = try WorkingDirectory()
    let file = try BaselineSample.file(task)
    try file.write(to: directory.file("baseline.json"))
    let read = try BaselineFile.read(from: directory.file("baseline.json"))
    #expect(read.baseline.columns == file.baseline.columns && read.baseline.cells == file.baseline.cells)
    #expect(read.baseline.minSamples == file.baseline.minSamples && read.sources == file.sources)
    #expect(read.model == file.model && read.rows == file.rows && read.labelled == file.labelled)
    #expect(read.from == file.from && read.to == file.to)
    guard case .numeric(let age) = read.baseline.columns.features[0].profile else {
      Issue.record("the first feature is numeric")
      return
    }
    // Just below 0, where its range begins, is the least number there is.
    #expect(age.expected == 0...90 && age.grid.edges.first == -Double.leastNonzeroMagnitude)
    try read.write(to: directory.file("again.json"))
    #expect(try directory.read("again.json") == directory.read("baseline.json"))
  }

  @Test("A profile takes a few bytes for each count that is not zero", arguments: BaselineSample.tasks)
  func size(task: PredictionTask) throws {
    let directory = try WorkingDirectory()
    try BaselineSample.file(task, rows: 4000).write(to: directory.file("baseline.json"))
    #expect(try directory.read("baseline.json").utf8.count < 200_000)
  }

  @Test(
    "A profile that cannot be what a reference gave is an error that says what to do",
    arguments: [
      (#""exact":(true|false)"#, #""exact":7"#), (#""traffic":\[0,\d+"#, #""traffic":[0,-1"#),
      (#""traffic":\[0,\d+"#, #""traffic":[0,9223372036854775807"#), (#""traffic":\[0,"#, #""traffic":[99999999,"#),
      (#""traffic":\[0,"#, #""traffic":[-1,"#), (#""labels":\[0,\d+"#, #""labels":[0,4611686018427387904"#),
      (#""standardDeviation":[\d.]+"#, #""standardDeviation":-1"#), (#""mean":[\d.]+"#, #""mean":1e999"#),
      (#""mean":[\d.]+"#, #""mean":NaN"#), (#""categories":\["web""#, #""categories":["app""#),
      (#""minSamples":\d+"#, #""minSamples":-5"#), (#""cells":"#, #""cellz":"#), (#""edges":\["#, #""edges":[1e300,"#),
      (#""bins":\[0,"#, #""bins":[0,0,"#), (#""all":"#, #""none":"#), (#""kind":"binary""#, #""kind":"unary""#),
      (#""kind":"binary""#, #""kind":"regression""#), (#""probabilities":\["#, #""probabilities":[2,"#),
      (#""probabilities":\["#, #""probabilities":[0.5,"#),
    ])
  func damaged(pattern: String, replacement: String) throws {
    let directory = try WorkingDirectory()
    try BaselineSample.file(.binary(positive: "1")).write(to: directory.file("baseline.json"))
    try Self.expectError(directory, pattern, replacement)
  }

  @Test(
    "So is one whose figures do not belong to its task, or cannot be",
    arguments: [
      (1, #""classes":\["cat""#, #""classes":["dog""#), (1, #""classes":\["cat","#, #""classes":["#),
      (1, #""classScores":\[\{"#, #""classScores":[{"edges":[],"exact":true,"bins":[0]},{"#),
      (1, #""classScores":\[\{.*\}\],"features""#, #""classScores":[],"features""#),
      (1, #""kind":"multiclass""#, #""kind":"binary","positive":"cat""#),
      (2, #""label":\{"#, #""lable":{"#), (2, #""residual":\{"#, #""rest":{"#), (2, #""score":\{"#, #""scare":{"#),
      (2, #""kind":"regression""#, #""kind":"binary","positive":"1""#),
      (2, #""name":"revenue""#, #""name":"clicked""#), (2, #""source":"labels""#, #""source":"elsewhere""#),
      (2, #""expected":\{"from":0"#, #""expected":{"from":91"#), (2, #""maximum":\d"#, #""maximum":-9"#),
      (0, #""name":"open""#, #""name":"age""#),
    ])
  func inconsistent(task: Int, pattern: String, replacement: String) throws {
    let directory = try WorkingDirectory()
    try BaselineSample.file(BaselineSample.tasks[task]).write(to: directory.file("baseline.json"))
    try Self.expectError(directory, pattern, replacement)
  }

  private static func expectError(_ directory: WorkingDirectory, _ pattern: String, _ replacement: String) throws {
    let text = try directory.read("baseline.json")
    let range = try #require(text.range(of: pattern, options: .regularExpression))
    try directory.write("baseline.json", text.replacingCharacters(in: range, with: replacement))
    let error = #expect(throws: EngineError.self) { _ = try BaselineFile.read(from: directory.file("baseline.json")) }
    #expect(error?.code == .configuration && error?.description.contains("run 'leeway baseline'") ?? false)
  }

  @Test("Sums are held to what so many rows can come to, whatever their sign", arguments: BaselineSample.tasks)
  func sums(task: PredictionTask) throws {
    let baseline = try BaselineSample.baseline(task)
    #expect(baseline.isSound)
    let layout = baseline.layout
    func isSound(_ change: (inout Baseline.Cell) -> Void) throws -> Bool {
      var cells = baseline.cells
      change(&cells["all", default: Baseline.Cell(traffic: [], labels: [])])
      return try #require(Baseline(columns: baseline.columns, cells: cells, minSamples: 20)).isSound
    }
    guard case .numeric(let age) = layout.features[0] else {
      Issue.record("the first feature is numeric")
      return
    }
    #expect(try isSound { $0.traffic[age.sum] = -$0.traffic[age.sum] - 5 })
    #expect(try !isSound { $0.traffic[age.sum] = .min })
    #expect(try !isSound { $0.traffic[age.sumOfSquares] = -1 })
    #expect(try !isSound { $0.traffic[age.null] += 1 })
    #expect(try !isSound { $0.traffic[layout.kpis[0].count] = 301 })
    #expect(try !isSound { $0.traffic[CellLayout.expectedInPositive] = 301 << 31 })
    #expect(try isSound { $0.labels[layout.labelKPIs[0].sum] -= 1 << 33 })
    #expect(try !isSound { $0.labels[CellLayout.logLossSum] = -1 })
    #expect(try !isSound { $0.labels[layout.lag.lowerBound] = 301 })
    switch task {
    case .binary:
      #expect(try !isSound { $0.traffic[layout.expectedByCell.lowerBound] = 300 << 31 })
      #expect(try !isSound { $0.labels[CellLayout.expectedVariance] = -1 })
    case .multiclass:
      #expect(try !isSound { $0.labels[layout.confusion.lowerBound] = -1 })
      #expect(try !isSound { $0.traffic[layout.prediction?.unlisted ?? 0] += 1 })
    case .regression:
      let regression = try #require(layout.regression)
      #expect(try isSound { $0.labels[regression.labelCube] = -7 })
      #expect(try !isSound { $0.labels[regression.labelFourth] = -7 })
      #expect(try !isSound { $0.labels[regression.residual.cells.lowerBound] += 301 })
    }
  }

  @Test(
    "A profile of another format says so, and what to do, whatever else is in it",
    arguments: [(1, "an older format (1)"), (3, "a newer format (3)")])
  func otherFormat(format: Int, text: String) throws {
    let directory = try WorkingDirectory()
    for rest in ["", #","features":[],"cells":{}"#] {
      try directory.write("baseline.json", "{\"format\":\(format)\(rest)}")
      let error = #expect(throws: EngineError.self) { _ = try BaselineFile.read(from: directory.file("baseline.json")) }
      #expect(error?.description.contains(text) ?? false)
      #expect(error?.description.contains("run 'leeway baseline' again") ?? false)
    }
  }
}
