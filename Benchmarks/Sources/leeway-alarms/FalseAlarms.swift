import Foundation
import Measuring

/// Counts readings above green on days on which nothing changes.
struct FalseAlarms {
  /// Of readings that were graded, of metrics with a band.
  struct Tally {
    var graded = 0
    var above = 0
    var red = 0
    /// Past the yellow threshold by their value alone.
    var past = 0

    static func += (sum: inout Tally, other: Tally) {
      sum.graded += other.graded
      sum.above += other.above
      sum.red += other.red
      sum.past += other.past
    }

    func per10000(_ count: Int) -> String {
      graded == 0 ? "" : String(format: "%.2f", 10_000 * Double(count) / Double(graded))
    }
  }

  private struct Key: Hashable {
    var metric: String
    var segment: String
  }

  /// One series over the run.
  private struct Series {
    var key: Key
    var band: Band
    var baseline: Double?
    /// The row that stands, by hour.
    var newest: [Standing?] = []
    var wasAbove: [Bool] = []

    mutating func note(_ standing: Standing, isAbove: Bool, hour: Int) {
      while newest.count <= hour {
        newest.append(nil)
        wasAbove.append(false)
      }
      newest[hour] = standing
      if isAbove { wasAbove[hour] = true }
    }
  }

  private struct Standing {
    var value: Double?
    var level: String
  }

  private var tallies: [Key: Tally] = [:]
  /// Label figures that were above green in a row that a later one took the place of.
  private(set) var withdrawn = 0
  private(set) var rows = 0
  private(set) var readings = 0

  /// Runs one.
  ///
  /// - Parameter list: takes the lines of readings above green.
  mutating func run(_ model: WatchedModel, days: Int, seed: Int, list: FileHandle?) throws {
    try model.replayReference()
    try model.replay(stableHours: days * 24, seed: seed)
    let baselines = try Self.baselines(model.referenceReadings)
    let bands = Dictionary((Band.builtIn + Band.given).map { ($0.metric, $0.band) }) { first, _ in first }

    var numbers: [String: Int?] = [:]
    var series: [Series] = []
    var hours: [String: Int] = [:]
    try ReadingLines(model.readings).visit { line in
      readings += 1
      let isAbove = line.level == "yellow" || line.level == "red"
      if numbers[line.series] == nil {
        guard let name = SeriesName(line.series) else { throw BenchmarkError("no series: \(line.series)") }
        let band = bands[name.metric]
        numbers[line.series] = .some(band == nil ? nil : series.count)
        if let band {
          let key = Key(metric: name.metric, segment: name.segment)
          series.append(Series(key: key, band: band, baseline: baselines[line.series]))
        }
      }
      guard let known = numbers[line.series], let number = known else {
        if isAbove { throw BenchmarkError("above green without a band that is known here: \(line.series)") }
        return
      }
      let hour = hours[line.windowEnd] ?? hours.count
      hours[line.windowEnd] = hour
      series[number].note(Standing(value: line.value, level: line.level), isAbove: isAbove, hour: hour)
      if isAbove { try list?.write(contentsOf: Data(line.bytes) + [UInt8(ascii: "\n")]) }
    }
    for one in series { try count(one) }
    rows += try Self.recordCount(model)
  }

  private mutating func count(_ series: Series) throws {
    var tally = Tally()
    for (standing, wasAbove) in zip(series.newest, series.wasAbove) {
      guard let standing, ["green", "yellow", "red"].contains(standing.level), let value = standing.value else {
        continue
      }
      let isPast = series.band.yellow.isPassed(by: value, baseline: series.baseline) ?? false
      tally.graded += 1
      if isPast { tally.past += 1 }
      if standing.level == "green" {
        if wasAbove { withdrawn += 1 }
        continue
      }
      guard isPast || series.baseline == nil else {
        let (metric, segment) = (series.key.metric, series.key.segment)
        throw BenchmarkError("\(metric) \(value) in \(segment) is \(standing.level), but not past the band known here")
      }
      tally.above += 1
      if standing.level == "red" { tally.red += 1 }
    }
    tallies[series.key, default: Tally()] += tally
  }

  /// The figures of the whole reference, by series.
  private static func baselines(_ readings: URL) throws -> [String: Double] {
    var values: [String: Double] = [:]
    try ReadingLines(readings).visit { line in values[line.series] = line.value }
    return values
  }

  private static func recordCount(_ model: WatchedModel) throws -> Int {
    let summary = model.readings.deletingLastPathComponent().appendingPathComponent("summary.json")
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: summary)) as? [String: Any]
    return object?["records"] as? Int ?? 0
  }

  // MARK: - Tables

  /// By metric, with the sum; only metrics that there were readings of.
  func table(ofMetrics bands: [(metric: String, band: Band)]) -> Table {
    var table = Table([
      "metric", "graded", "above green", "per 10,000", "of them red", "fixed threshold", "per 10,000",
    ])
    var total = Tally()
    for (metric, _) in bands {
      let tally = sum { $0.metric == metric }
      guard tally.graded > 0 else { continue }
      total += tally
      table.add(["`\(metric)`"] + cells(tally))
    }
    table.add(["all"] + cells(total))
    return table
  }

  /// The built-in bands by cell.
  func tableOfCells() -> Table {
    var table = Table([
      "cell", "rows/h", "graded", "above green", "per 10,000", "of them red", "fixed threshold", "per 10,000",
    ])
    let builtIn = Set(Band.builtIn.map(\.metric))
    for cell in Population.cells.sorted(by: { ($0.rate, $0.name) < ($1.rate, $1.name) }) {
      let tally = sum { $0.segment == cell.name && builtIn.contains($0.metric) }
      table.add(["`\(cell.name)`", String(format: "%.0f", cell.rate)] + cells(tally))
    }
    return table
  }

  private func sum(_ isTaken: (Key) -> Bool) -> Tally {
    var total = Tally()
    for (key, tally) in tallies where isTaken(key) { total += tally }
    return total
  }

  private func cells(_ tally: Tally) -> [String] {
    [
      String(tally.graded), String(tally.above), tally.per10000(tally.above), String(tally.red), String(tally.past),
      tally.per10000(tally.past),
    ]
  }
}
