import Configuration
import Foundation
import Records
import Testing
import Windows

@testable import Engine

/// From a configuration and log files to a profile that fits the configuration.
@Suite struct BaselineRunTests {
  private static let fields = """
    model: m
    inputs: {predictions: [predictions*.jsonl], labels: [labels*.jsonl]}
    labels: {id: id, value: label, timestamp: ts}
    features: {x: {path: x, kind: numeric, range: [0, 10]}, c: {path: c, kind: categorical}}
    kpis: {clicked: {path: clicked}, revenue: {label_path: revenue}}
    segments: [{name: region, path: region}]
    baseline: baseline.json
    min_samples: 50

    """

  private static func directory(_ task: String, score: Bool, row: (Int) -> String, label: (Int) -> String) throws
    -> WorkingDirectory
  {
    let directory = try WorkingDirectory()
    let score = score ? ", score: p" : ""
    try directory.write(
      "leeway.yaml", fields + "fields: {timestamp: ts, id: id, prediction: served\(score)}\n" + task + "\n")
    let indices = 0..<600
    try directory.write(
      "reference.jsonl",
      indices.map { index in
        "{\"ts\":\(1_772_409_600 + index),\"id\":\"r\(index)\",\"x\":\(Double(index % 120) / 10),\"c\":\"k\(index % 2)\","
          + "\"region\":\"\(index % 3)\",\"clicked\":\(index % 4 == 0),\(row(index))}\n"
      }.joined())
    try directory.write(
      "reference-labels.jsonl",
      indices.filter { $0 % 5 != 0 }.map { index in
        "{\"id\":\"r\(index)\",\"ts\":\(1_772_409_600 + index + 30),\"revenue\":\(index % 10),\(label(index))}\n"
      }.joined())
    return directory
  }

  private static func made(_ directory: WorkingDirectory) throws -> BaselineFile {
    let outcome = try directory.makeBaseline()
    #expect(outcome.bad.isEmpty && outcome.unmatchedLabels == 0)
    let configuration = try directory.configuration()
    let file = try BaselineFile.read(from: configuration.baseline)
    try BaselineCheck.check(file, against: configuration)
    #expect(file.rows == 600 && file.labelled == 480)
    #expect(file.baseline.columns.kpis.map(\.mean) == [0.25, 5])
    guard case .numeric(let x) = file.baseline.columns.features[0].profile else {
      Issue.record("the first feature is numeric")
      return file
    }
    #expect(x.expected == 0...10 && x.maximum == 11.9)
    return file
  }

  @Test("A binary reference gives a calibration, and its figures")
  func binary() throws {
    let directory = try Self.directory(
      "task: binary\npositive: 1", score: true,
      row: { "\"served\":\($0 % 10 < 5 ? 0 : 1),\"p\":\(Double($0 % 10) / 10)" },
      label: { "\"label\":\(($0 % 10 < 5) == ($0 % 50 == 1) ? 1 : 0)" })
    let file = try Self.made(directory)
    #expect(file.baseline.columns.calibration != nil)
    // Of 480 labels, 12 of the rows that were served 0 are positive.
    #expect(file.figures.first?.value == 468.0 / 480)
    #expect(file.figures.map(\.name) == ["accuracy", "roc_auc"])
    // Pairs of a positive and a negative, counted one by one, ties half.
    #expect(abs((file.figures.last?.value ?? 0) - 0.9573934837092731) < 1e-12)
  }

  @Test("A reference of several classes has a grid for each, and counts who was taken for whom")
  func multiclass() throws {
    let classes = ["cat", "dog", "owl"]
    let directory = try Self.directory(
      "task: multiclass\nclasses: [cat, dog, owl]", score: true,
      row: { index in
        let scores = classes.indices.map { "\"\(classes[$0])\":\($0 == index % 3 ? 0.6 : 0.2)" }
        return "\"served\":\"\(classes[index % 3])\",\"p\":{\(scores.joined(separator: ","))}"
      }, label: { "\"label\":\"\($0 % 6 == 1 ? "owl" : classes[$0 % 3])\"" })
    let file = try Self.made(directory)
    #expect(file.baseline.columns.classScores.map(\.edges) == [[0.2], [0.2], [0.2]])
    #expect(file.figures.map(\.name) == ["accuracy"] && file.figures.first?.value == 400.0 / 480)
    let confusion = file.baseline.cell(named: "all").cell.labels[file.baseline.layout.confusion]
    // True owls that were served as dogs: index 1 of every 6 that has a label.
    #expect(confusion[confusion.startIndex + 2 * 4 + 1] == 80)
  }

  @Test("A reference of numbers has profiles of truth and error")
  func regression() throws {
    let directory = try Self.directory(
      "task: regression", score: false, row: { "\"served\":\($0)" },
      label: { "\"label\":\($0 + ($0 % 2 == 0 ? 3 : -3))" })
    let file = try Self.made(directory)
    let residual = try #require(file.baseline.columns.residual)
    #expect(residual.minimum == -3 && residual.maximum == 3 && residual.grid.isExact)
    for (figure, name) in zip(file.figures, ["rmse", "mae"]) {
      #expect(figure.name == name && abs(figure.value - 3) < 1e-6)
    }
  }

  @Test("Without labels the figures are missing, and nothing else")
  func unlabelled() throws {
    let directory = try Self.directory(
      "task: regression", score: false, row: { "\"served\":\($0)" }, label: { _ in "\"label\":0" })
    try FileManager.default.removeItem(atPath: directory.file("reference-labels.jsonl"))
    try directory.makeBaseline()
    let file = try BaselineFile.read(from: directory.file("baseline.json"))
    #expect(file.labelled == 0 && file.figures.isEmpty && file.baseline.columns.residual == nil)
    try BaselineCheck.check(file, against: try directory.configuration())
  }
}
