import Notation
import Readings

/// What the sample says beyond single figures: since when, why, and of whom.
extension SampleSnapshot {
  func explain(_ snapshot: inout Snapshot) {
    addOnsets(to: &snapshot)
    let causes = RootCause(
      segments: [
        RootCause.Contribution(name: "region=apac", share: 0.92, weight: 0.24, value: 0.014),
        RootCause.Contribution(name: "age_band=18-29", share: 0.31, weight: 0.36, value: 0.118),
        RootCause.Contribution(name: "sex=f", share: 0.06, weight: 0.49, value: 0.16),
        RootCause.Contribution(name: "region=emea", share: -0.08, weight: 0.31, value: 0.184),
      ],
      features: [
        RootCause.Contribution(name: "income", share: 0.61, value: 0.171),
        RootCause.Contribution(name: "@score", share: 0.22, value: 0.094),
        RootCause.Contribution(name: "channel", share: 0.09, value: 0.031),
      ])
    for window in snapshot.windows where situation == .incident {
      for metric in [Metric.psi, .js] {
        snapshot.causes[SeriesKey(metric: metric, feature: "income", window: window)] = causes
      }
      snapshot.causes[SeriesKey(metric: .accuracy, window: window)] = causes
    }
    for window in snapshot.windows {
      for (index, segment) in segments.enumerated() {
        let key = VerdictKey(segment: segment, version: "*", window: window)
        snapshot.details[key] = task == .binary ? reliability(index) : confusions()
        if task == .binary { snapshot.verdicts[key] = verdict() }
      }
    }
    let fairness = snapshot.readings.keys.filter { $0.metric.family == .fairness && $0.version == "*" }
    for key in fairness { snapshot.comparisons[key] = groups(of: key) }
  }

  private func addOnsets(to snapshot: inout Snapshot) {
    for (key, reading) in snapshot.readings where reading.level == .yellow || reading.level == .red {
      guard key.version == "*" else { continue }
      // The longer the window, the longer ago.
      let time = self.time - .minutes(key.window == "1h" ? 320 : 1450)
      snapshot.onsets[key] = Onset(time: time, earliest: time - .minutes(40), latest: time + .minutes(15))
    }
  }

  private func verdict() -> Verdict {
    let isShifted = situation == .incident
    return Verdict(
      kind: isShifted ? .conceptShift : .none, realised: isShifted ? 0.812 : 0.866, expected: 0.861, baseline: 0.864,
      n: 9114, z: isShifted ? -13.5 : 1.4,
      reason: isShifted
        ? "accuracy .812 is far below the .861 that the scores let expect (13.5 standard deviations), so the relation "
          + "of inputs and outcome has changed"
        : "accuracy .866 is what the scores let expect")
  }

  private func reliability(_ index: Int) -> CellDetail {
    let drop = situation == .incident ? 0.07 : 0.004
    return CellDetail(
      reliability: (0..<10).map { bin in
        guard bin < 9 || index % 2 == 0 else {
          return CellDetail.ReliabilityBin(meanScore: nil, positiveRate: nil, low: nil, high: nil, n: 0)
        }
        let score = 0.05 + Double(bin) / 10
        let rate = max(0.01, score - drop * Double(bin) / 4)
        return CellDetail.ReliabilityBin(
          meanScore: score, positiveRate: rate, low: max(0, rate - 0.03), high: min(1, rate + 0.03),
          n: 4200 / (bin + 1))
      })
  }

  private func confusions() -> CellDetail {
    CellDetail(confusions: [
      CellDetail.Confusion(actual: "declined", predicted: "referred", n: 412, share: 0.21),
      CellDetail.Confusion(actual: "referred", predicted: "approved", n: 188, share: 0.14),
      CellDetail.Confusion(
        actual: "approved with a guarantor of the household", predicted: "承認済み（保証人なし）", n: 61, share: 0.048),
      CellDetail.Confusion(actual: "approved", predicted: "declined", n: 12, share: 0.004),
    ])
  }

  private func groups(of key: SeriesKey) -> GroupComparison {
    func group(_ name: String, _ value: Double, n: Int) -> GroupComparison.Group {
      GroupComparison.Group(name: name, value: value, low: value - 0.012, high: value + 0.013, n: n, isLeftOut: false)
    }
    let few = GroupComparison.Group(name: "x", value: nil, low: nil, high: nil, n: 17, isLeftOut: true)
    return GroupComparison(
      groups: key.feature == "sex"
        ? [group("f", 0.214, n: 23_600), group("m", 0.261, n: 24_400), few]
        : [group("18-29", 0.19, n: 17_300), group("30-49", 0.25, n: 22_000), group("50+", 0.262, n: 8800)])
  }
}
