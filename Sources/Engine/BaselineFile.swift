import Foundation
import Notation
import Statistics
import Windows

/// The baseline profile as a file: JSON, versioned, with where it came from.
package struct BaselineFile: Sendable {
  /// One file of the reference.
  package struct Source: Codable, Equatable, Sendable {
    /// Relative to the configuration where it lies beneath it.
    package var path: String
    /// Of the file's bytes, in hexadecimal.
    package var sha256: String
    /// Lines that were read.
    package var lines: Int
  }

  package static let formatVersion = 1

  package var model: String
  package var sources: [Source]
  package var rows: Int
  package var labelled: Int
  /// RFC 3339.
  package var from: String
  package var to: String
  package var baseline: Baseline

  // MARK: - Writing

  /// Writes the file in one step: either the whole of it is there or the old one stays.
  package func write(to path: String) throws(EngineError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let data = try encoder.encode(Stored(self))
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw EngineError(.runtime, "\(path): cannot be written: \(error.localizedDescription)")
    }
  }

  // MARK: - Reading

  package static func read(from path: String) throws(EngineError) -> BaselineFile {
    guard FileManager.default.fileExists(atPath: path) else {
      throw EngineError(
        .configuration, "\(path): no baseline profile yet; run 'leeway baseline --reference FILE…' to make it")
    }
    let stored: Stored
    do {
      stored = try JSONDecoder().decode(Stored.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw EngineError(.configuration, "\(path): not a baseline profile; run 'leeway baseline' to make it anew")
    }
    guard stored.format == formatVersion else {
      throw EngineError(
        .configuration,
        "\(path): baseline format \(stored.format), this version reads \(formatVersion); run 'leeway baseline' again")
    }
    guard let baseline = stored.baseline, baseline.isSound else {
      throw EngineError(.configuration, "\(path): damaged baseline profile; run 'leeway baseline' to make it anew")
    }
    return BaselineFile(
      model: stored.model, sources: stored.sources, rows: stored.rows, labelled: stored.labelled, from: stored.from,
      to: stored.to, baseline: baseline)
  }
}

/// The file's content. Counts are stored sparsely as index, value, index, value …
private struct Stored: Codable {
  struct Column: Codable {
    var name: String
    var numeric: Numeric?
    var categorical: Categorical?
  }

  struct Numeric: Codable {
    var edges: [Double]
    var exact: Bool
    var bins: [Int]
    var mean: Double
    var standardDeviation: Double
    var minimum: Double
    var maximum: Double
  }

  struct Categorical: Codable {
    var categories: [String]
    var other: Bool
  }

  struct Cell: Codable {
    var traffic: [Int64]
    var labels: [Int64]
  }

  var format: Int
  var model: String
  var sources: [BaselineFile.Source]
  var rows: Int
  var labelled: Int
  var from: String
  var to: String
  var minSamples: Int
  var features: [Column]
  var score: Numeric?
  var cells: [String: Cell]

  init(_ file: BaselineFile) {
    format = BaselineFile.formatVersion
    model = file.model
    sources = file.sources
    rows = file.rows
    labelled = file.labelled
    from = file.from
    to = file.to
    minSamples = file.baseline.minSamples
    features = file.baseline.columns.features.map { column in
      switch column.profile {
      case .numeric(let profile): Column(name: column.name, numeric: Numeric(profile))
      case .categorical(let profile):
        Column(
          name: column.name, categorical: Categorical(categories: profile.categories, other: profile.hasOther))
      }
    }
    score = file.baseline.columns.score.map(Numeric.init)
    cells = file.baseline.cells.mapValues { Cell(traffic: sparse($0.traffic), labels: sparse($0.labels)) }
  }

  var baseline: Baseline? {
    var columns: [ColumnProfiles.Column] = []
    for feature in features {
      if let numeric = feature.numeric {
        guard let profile = numeric.profile else { return nil }
        columns.append(.init(name: feature.name, profile: .numeric(profile)))
      } else if let categorical = feature.categorical {
        let profile = CategoricalProfile(categories: categorical.categories, hasOther: categorical.other)
        columns.append(.init(name: feature.name, profile: .categorical(profile)))
      } else {
        return nil
      }
    }
    var scoreProfile: NumericProfile?
    if let score {
      guard let profile = score.profile else { return nil }
      scoreProfile = profile
    }
    let profiles = ColumnProfiles(features: columns, score: scoreProfile)
    let layout = CellLayout(columns: profiles)
    var dense: [String: Baseline.Cell] = [:]
    for (name, cell) in cells {
      guard let traffic = row(cell.traffic, width: layout.trafficWidth),
        let labels = row(cell.labels, width: layout.labelWidth)
      else { return nil }
      dense[name] = Baseline.Cell(traffic: traffic, labels: labels)
    }
    return Baseline(columns: profiles, cells: dense, minSamples: minSamples)
  }
}

extension Stored.Numeric {
  init(_ profile: NumericProfile) {
    edges = profile.grid.edges
    exact = profile.grid.isExact
    bins = profile.grid.binOfCell
    mean = profile.mean
    standardDeviation = profile.standardDeviation
    minimum = profile.minimum
    maximum = profile.maximum
  }

  var profile: NumericProfile? {
    FineGrid(edges: edges, isExact: exact, binOfCell: bins).map {
      NumericProfile(
        grid: $0, mean: mean, standardDeviation: standardDeviation, minimum: minimum, maximum: maximum)
    }
  }
}

private func sparse(_ row: [Int64]) -> [Int64] {
  row.enumerated().flatMap { $1 == 0 ? [] : [Int64($0), $1] }
}

private func row(_ sparse: [Int64], width: Int) -> [Int64]? {
  guard sparse.count.isMultiple(of: 2) else { return nil }
  var row = [Int64](repeating: 0, count: width)
  for position in stride(from: 0, to: sparse.count, by: 2) {
    guard let index = Int(exactly: sparse[position]), row.indices.contains(index) else { return nil }
    row[index] = sparse[position + 1]
  }
  return row
}
