import Foundation
import Measuring

/// How soon a change in one site is noticed: hours from its beginning to the first alert of a level about that site.
struct Detection {
  /// One kind of change, in several strengths, and the alerts that are counted as noticing it.
  struct Study: Sendable {
    var title: String
    var strengths: [Double]
    var name: @Sendable (Double) -> String
    var change: @Sendable (Double) -> (shift: Double, flips: Double)
    /// Of the alerts.
    var feature: String?
    var metrics: [String]
  }

  /// Before the change, so that the longer window has its fill of stable rows.
  static let stableHours = 24
  /// The change lasts this long; labels take some hours more to come.
  static let hours = 48
  static let windows = ["1h", "24h"]
  /// Sites of 50, 400 and 2,250 rows an hour.
  static let sites = [0, 3, 5]

  static let drift = Study(
    title: "drift by the built-in bands", strengths: [0.1, 0.25, 0.5, 1], name: { "\($0) sd" },
    change: { ($0, 0) }, feature: "balance", metrics: ["psi", "ks", "js"])
  static let meanShift = Study(
    title: "drift by mean_shift with a band of \(Band.given[0].band.yellow.text), \(Band.given[0].band.red.text)",
    strengths: drift.strengths, name: drift.name, change: drift.change, feature: "balance", metrics: ["mean_shift"])
  static let performance = Study(
    title: "performance by the built-in bands", strengths: [0.02, 0.05, 0.1, 0.2],
    name: { String(format: "%.0f %% of labels flipped", $0 * 100) }, change: { (0, $0) }, feature: nil,
    metrics: ["accuracy", "precision", "recall", "f1", "roc_auc", "brier", "log_loss", "ece"])

  private struct Key: Hashable {
    var title: String
    var window: String
    var strength: Double
    var site: Int
  }

  private struct Found {
    /// Hours; `nil` for never.
    var yellow: [Double?] = []
    var red: [Double?] = []
    /// The metrics of the first alerts.
    var first: [String: Int] = [:]
  }

  private var found: [Key: Found] = [:]
  private(set) var repetitions = 0

  /// One repetition, all strengths of all changes.
  mutating func run(_ model: WatchedModel, seed: Int) throws {
    repetitions += 1
    for studies in [[Self.drift, Self.meanShift], [Self.performance]] {
      for (number, strength) in studies[0].strengths.enumerated() {
        let (shift, flips) = studies[0].change(strength)
        try model.replay(
          stableHours: Self.stableHours, changedHours: Self.hours,
          change: Population.Change(sites: Set(Self.sites), shift: shift, flips: flips), seed: seed &* 16 &+ number)
        let alerts = try Self.alerts(model.alerts)
        for study in studies {
          for window in Self.windows { note(alerts, study, window, strength) }
        }
      }
    }
  }

  private struct Alert: Decodable {
    struct Identity: Decodable {
      var segment: String
      var feature: String?
      var metric: String
      var window: String
    }
    var at: String
    var identity: Identity
    var to: String
    var level: String?
  }

  private static func alerts(_ file: URL) throws -> [Alert] {
    let decoder = JSONDecoder()
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { try decoder.decode(Alert.self, from: Data($0.utf8)) }.filter { $0.to == "firing" }
  }

  private mutating func note(_ alerts: [Alert], _ study: Study, _ window: String, _ strength: Double) {
    let times = ISO8601DateFormatter()
    let start = Double(SimulatedLog.start) / 1000 + Double(Self.stableHours) * 3600
    func delay(_ alert: Alert) -> Double? {
      times.date(from: alert.at).map { ($0.timeIntervalSince1970 - start) / 3600 }.flatMap { $0 > 0 ? $0 : nil }
    }
    for site in Self.sites {
      let about = alerts.filter {
        $0.identity.window == window && $0.identity.segment == "site=\(Population.siteNames[site])"
          && study.metrics.contains($0.identity.metric)
          && (study.feature == nil || $0.identity.feature == study.feature)
      }
      let key = Key(title: study.title, window: window, strength: strength, site: site)
      let yellow = about.compactMap(delay).min()
      let red = about.filter { $0.level == "red" }.compactMap(delay).min()
      found[key, default: Found()].yellow.append(yellow)
      found[key, default: Found()].red.append(red)
      for metric in Set(about.filter { yellow != nil && delay($0) == yellow }.map(\.identity.metric)) {
        found[key, default: Found()].first[metric, default: 0] += 1
      }
    }
  }

  /// A row for each strength, two columns for each site.
  func table(of study: Study, window: String) -> Table {
    let sites = Self.sites.map { String(format: "%.0f rows/h", Population.siteRates[$0]) }
    var table = Table(["change"] + sites.flatMap { ["\($0): yellow", "red"] } + ["first to tell"])
    for strength in study.strengths {
      let cells = Self.sites.map {
        found[Key(title: study.title, window: window, strength: strength, site: $0)] ?? Found()
      }
      var first: [String: Int] = [:]
      for cell in cells { first.merge(cell.first, uniquingKeysWith: +) }
      let most = first.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(2).map { "`\($0.key)`" }
      table.add(
        [study.name(strength)] + cells.flatMap { [Self.median($0.yellow), Self.median($0.red)] }
          + [most.joined(separator: ", ")])
    }
    return table
  }

  /// With the share of repetitions in which it came at all, where that is not all of them.
  private static func median(_ delays: [Double?]) -> String {
    let sorted = delays.map { $0 ?? .infinity }.sorted()
    guard !sorted.isEmpty else { return "" }
    let came = sorted.count { $0.isFinite }
    let share = came == sorted.count ? "" : " (\(came) of \(sorted.count))"
    let median = sorted[(sorted.count - 1) / 2]
    return (median.isFinite ? String(format: "%.0f h", median) : "never") + share
  }
}
