import Configuration
import Foundation
import Notation
import Testing

@testable import Simulation

/// The scenario that ships with the product, its logs, and what its README says of it.
@Suite("SampleLogs")
struct SampleLogsTests {
  private static let folder =
    URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("SampleLogs").path

  private func scenario() throws -> Scenario {
    let diagnostics = Diagnostics()
    let path = Self.folder + "/scenario.yaml"
    let scenario = ScenarioFile.read(path: path, shownAs: "scenario.yaml", into: diagnostics)
    #expect(diagnostics.sorted.map(\.text) == [])
    return try #require(scenario)
  }

  @Test("the shipped logs begin as the scenario says")
  func logsMatchScenario() throws {
    let scenario = try scenario()
    let base = try #require(scenario.asReference)
    for (name, source) in [("predictions-2026-03-02", scenario), ("reference", base)] {
      let content = try unzipped("\(Self.folder)/logs/\(name).jsonl.gz")
      let shipped = content.prefix(600_000).split(separator: UInt8(ascii: "\n")).prefix(1000)
      var encoder = RowEncoder(source)
      var made: [Data] = []
      for event in EventSequence(source) where made.count < 1000 {
        guard case .prediction = event else { continue }
        made.append(Data(encoder.line(event).dropLast()))
        if made.count == 1000 { break }
      }
      #expect(made.elementsEqual(shipped))
    }
  }

  @Test("logs and scenario fit into six megabytes")
  func size() throws {
    // An agent that was tried out here leaves its state in a hidden directory.
    let names = try FileManager.default.subpathsOfDirectory(atPath: Self.folder).filter { !$0.hasPrefix(".") }
    let total = try names.reduce(0) { sum, name in
      let attributes = try FileManager.default.attributesOfItem(atPath: Self.folder + "/" + name)
      return sum + (attributes[.type] as? FileAttributeType == .typeRegular ? attributes[.size] as? Int ?? 0 : 0)
    }
    #expect(total < 6_000_000)
    #expect(names.count(where: { $0.hasSuffix(".jsonl.gz") }) == 9)
  }

  @Test("the README has every incident with its times")
  func readmeTimes() throws {
    let scenario = try scenario()
    let text = try String(contentsOfFile: Self.folder + "/README.md", encoding: .utf8)
    for incident in scenario.incidents {
      let from = scenario.start + incident.from
      let until = scenario.start + incident.until
      let times = "\(from.dateText) \(from.timeOfDayText.prefix(5)) to \(until.timeOfDayText.prefix(5))"
      #expect(text.contains(times), "\(incident.text): \(times)")
    }
    #expect(text.components(separatedBy: " to ").count > scenario.incidents.count)
  }
}
