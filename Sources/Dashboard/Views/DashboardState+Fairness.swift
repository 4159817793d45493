import Readings

/// What the view of fairness shows: of all traffic, in the window and version on show.
extension DashboardState {
  static let fairnessMetrics = Metric.allCases.filter { $0.family == .fairness }

  /// Every fairness figure, attribute by attribute. Cost: a look-up per attribute and metric.
  func fairnessRows() -> [RowID] { fairnessKeys(isFiltered: true).map { .series($0) } }

  func fairnessKeys(isFiltered: Bool) -> [SeriesKey] {
    guard let snapshot else { return [] }
    let (window, version) = (window, version)
    let filter = isFiltered ? filter.withoutSegments : Filter()
    var keys: [SeriesKey] = []
    for attribute in snapshot.attributes {
      for metric in Self.fairnessMetrics {
        let key = SeriesKey(metric: metric, version: version, feature: attribute, window: window)
        guard let reading = snapshot.readings[key],
          filter.isEmpty || filter.allows([attribute, metric.title, metric.rawValue], level: reading.level)
        else { continue }
        keys.append(key)
      }
    }
    return keys
  }

  /// The figure under the cursor of the gaps.
  var selectedGap: SeriesKey? {
    guard case .series(let key) = selection(in: .fairnessFigures).id else { return nil }
    return key
  }

  /// The groups behind the selected gap, then those behind the other gaps of its attribute; rates that are shown
  /// already, as the ratio's beside the difference, once.
  var gapComparisons: [(key: SeriesKey, comparison: GroupComparison)] {
    guard let snapshot, let chosen = selectedGap else { return [] }
    var keys = [chosen]
    for metric in Self.fairnessMetrics where metric != chosen.metric {
      var key = chosen
      key.metric = metric
      keys.append(key)
    }
    var shown: Set<GroupRanking.Subject> = []
    return keys.compactMap { key in
      guard let comparison = snapshot.comparisons[key] else { return nil }
      if let ranking = ranking(comparison, of: key), !shown.insert(ranking.subject).inserted { return nil }
      return (key: key, comparison: comparison)
    }
  }

  /// Which groups make a gap.
  func ranking(_ comparison: GroupComparison, of key: SeriesKey) -> GroupRanking? {
    var truePositives = key
    truePositives.metric = .equalOpportunityDifference
    return GroupRanking(comparison, of: key.metric, truePositives: snapshot?.comparisons[truePositives])
  }
}
