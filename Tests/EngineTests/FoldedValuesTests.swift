import Foundation
import Notation
import Readings
import Testing
import Windows

@testable import Engine

@Suite("Values that are not told apart")
struct FoldedValuesTests {
  @Test("The summary and the log say once which dimension has more values than are told apart")
  func folded() throws {
    let directory = try DriftingLog.directory()
    let lines = DriftingLog(seed: 11, drifts: false).predictions.enumerated().map { row, line in
      line.replacingOccurrences(of: #""region":"a""#, with: #""region":"r\#(row % 300)""#)
    }
    try directory.write("predictions.jsonl", lines.joined())
    try directory.write("labels.jsonl", "")
    let configuration = try directory.configuration()
    let replay = try Replay(
      configuration: configuration, baseline: try BaselineFile.read(from: configuration.baseline), range: .all,
      outDirectory: directory.file("out"))
    while replay.step() {}
    let summary = try replay.finish(seconds: 1)
    let expected = FoldedValues(
      dimension: "region", kept: CellRegistry.valueLimit, isFull: true, name: CellRegistry.overflowValue)
    #expect(summary.folded == [expected])
    let text = "256 values of region are told apart, all others count together, as region=(other)"
    let said = replay.snapshot(mode: .live, wallTime: DriftingLog.start).log.filter { $0.message == text }
    #expect(said.count == 1 && said.first?.severity == .warning)
    let written = try #require(directory.json("out/summary.json")["folded"] as? [[String: Any]])
    #expect(written.count == 1 && written[0]["dimension"] as? String == "region" && written[0]["kept"] as? Int == 256)
  }

  @Test(
    "Versions and values that are too long are told, too",
    arguments: [
      (
        FoldedValues(dimension: nil, kept: 1000, isFull: true, name: "(other)"),
        "1000 versions are told apart, all others count together, as version=(other)"
      ),
      (
        FoldedValues(dimension: "url", kept: 3, isFull: false, name: "(other)"),
        "values of url that are too long count together, as url=(other)"
      ),
    ])
  func words(values: FoldedValues, text: String) { #expect(values.text == text) }
}
