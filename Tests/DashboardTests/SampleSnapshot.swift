import Notation
import Readings

/// A deterministic snapshot of a credit-risk model: the same arguments give the same value.
struct SampleSnapshot {
  enum Situation {
    case healthy
    /// Income drifts in one region, calibration and fairness follow, latency spikes, labels are late.
    case incident
  }

  enum Task {
    case binary
    case multiclass
  }

  var situation: Situation
  var task = Task.binary
  /// Panes since the beginning of the sample, 5 minutes each.
  var step = 400
  var mode: Snapshot.Mode = .replay(speed: 600, isPaused: false)
  var features: [(name: String, kind: FeatureProfile.Kind)] = [
    ("age", .numeric), ("income", .numeric), ("loan_amount", .numeric), ("tenure_months", .numeric),
    ("utilisation", .numeric), ("inquiries_6m", .numeric), ("channel", .categorical), ("employment", .categorical),
    ("@score", .numeric), ("@prediction", .categorical), ("@label", .categorical),
  ]
  var segments = [
    "all", "region=apac", "region=emea", "region=latam", "region=na", "sex=f", "sex=m", "age_band=18-29",
    "age_band=30-49", "age_band=50+", "region=apac,product=card", "region=apac,product=loan",
  ]
  var versions = ["v1", "v2"]
  var attributes = ["sex", "age_band"]

  static let start = Instant(seconds: 1_772_323_200)  // 2026-03-01T00:00:00Z
  static let pane = TimeSpan.minutes(5)

  var time: Instant { Self.start + Self.pane * Int64(step) }

  func build() -> Snapshot {
    var snapshot = Snapshot(
      model: "credit-risk", mode: mode, time: time, pane: Self.pane, windows: ["1h", "24h"], versions: versions,
      features: features.map { FeatureProfile(name: $0.name, kind: $0.kind) }, segments: segments,
      attributes: attributes, readings: [:], histories: [:], histograms: [:], alerts: [], log: logLines(),
      ingest: ingest())
    for window in snapshot.windows {
      for version in ["*"] + versions {
        for (row, segment) in segments.enumerated() {
          for (column, feature) in features.enumerated() {
            for metric in driftMetrics(of: feature) {
              add(metric, version, segment, feature.name, window, seed: row * 31 + column, to: &snapshot)
            }
          }
          for metric in cellMetrics {
            add(metric, version, segment, nil, window, seed: row, to: &snapshot)
          }
          for name in ["approved_value", "approved_rate"] {
            add(.kpi, version, segment, name, window, seed: row, to: &snapshot)
          }
        }
        for metric in [Metric.parseErrorRate, .health] {
          add(metric, version, "all", nil, window, seed: 0, to: &snapshot)
        }
        for (row, attribute) in snapshot.attributes.enumerated() {
          for metric in Metric.allCases where metric.family == .fairness {
            add(metric, version, "all", attribute, window, seed: row, to: &snapshot)
          }
        }
      }
      for feature in features {
        for segment in segments {
          let key = HistogramKey(feature: feature.name, segment: segment, window: window)
          snapshot.histograms[key] = histogram(feature.name, kind: feature.kind, segment: segment)
        }
      }
    }
    if situation == .incident {
      snapshot.alerts = alerts()
      snapshot.runbooks["runbooks/feature-drift.md"] = Self.runbook
    }
    explain(&snapshot)
    addOperations(to: &snapshot)
    return snapshot
  }

  private func driftMetrics(of feature: (name: String, kind: FeatureProfile.Kind)) -> [Metric] {
    if feature.name == "@prediction" || feature.name == "@label" {
      return task == .binary ? [.psi, .js, .chi2, .positiveRate] : [.psi, .js, .chi2, .unseenRate]
    }
    return feature.kind == .numeric
      ? [.psi, .ks, .js, .wasserstein, .chi2, .meanShift, .nullRate, .outOfRangeRate]
      : [.psi, .js, .chi2, .nullRate, .unseenRate]
  }

  private var cellMetrics: [Metric] {
    Metric.allCases.filter { metric in
      switch metric.family {
      case .performance:
        let isForClasses = metric.rawValue.hasSuffix("_macro") || metric.rawValue.hasSuffix("_weighted")
        switch metric {
        case .mae, .rmse, .bias, .r2, .overrideAccuracy, .overrideWinRate: return false
        case .accuracy, .logLoss: return true
        case .rocAUCOneVersusRest: return task == .multiclass
        default: return isForClasses == (task == .multiclass)
        }
      case .calibration, .estimation: return task == .binary
      case .service: return metric != .parseErrorRate
      case .labels: return true
      case .drift, .fairness, .business, .health: return false
      }
    }
  }

  private func add(
    _ metric: Metric, _ version: String, _ segment: String, _ feature: String?, _ window: String, seed: Int,
    to snapshot: inout Snapshot
  ) {
    let key = SeriesKey(metric: metric, version: version, segment: segment, feature: feature, window: window)
    let share = version == "*" ? 6 : version == "v2" ? 2 : 4
    let n = (segment.contains(",") ? 212 : segment == "all" ? 48_120 : 4812 + seed * 37) * share / 6
    let seed = seed + (version == "*" ? 0 : version.count + version.utf8.reduce(0) { $0 + Int($1) } % 97)
    let limits = Self.limits(metric, feature)
    var history = History()
    // The past of the figures that no pane draws would only cost time.
    let isDrawn = Self.drawn.contains(metric) || (version == "*" && window == "1h" && metric.isPerFeature)
    let length = isDrawn ? min(step + 1, version == "v2" ? 160 : 288) : 0
    for point in max(0, step - length + 1)..<(step + 1) {
      let value = Self.value(metric, feature, segment, step: point, seed: seed, situation: situation)
      let level = Self.level(value, limits)
      let at = Self.start + Self.pane * Int64(point)
      history.points.append(History.Point(time: at, value: value, level: level))
      if level == .yellow || level == .red, history.firstYellow == nil { history.firstYellow = at }
      if level == .red, history.firstRed == nil { history.firstRed = at }
    }
    snapshot.histories[key] = history
    let value = Self.value(metric, feature, segment, step: step, seed: seed, situation: situation)
    let isThin = segment.hasSuffix("product=loan")
    let isEmpty = segment == "region=latam" && feature == "inquiries_6m"
    let level: Level = isEmpty ? .nodata : isThin ? .insufficient : Self.level(value, limits)
    let shown: Double? = level.isGraded ? value : nil
    snapshot.readings[key] = Reading(
      key: key, windowStart: time - .hours(1), windowEnd: time, value: shown, n: isEmpty ? 0 : n,
      low: shown.map { $0 - abs($0) * 0.08 }, high: shown.map { $0 + abs($0) * 0.09 },
      floor: metric == .psi ? 0.004 : metric == .ks ? 0.019 : nil, level: level, limits: limits,
      grade: shown.flatMap { limits?.grade(of: $0) },
      labels: key.needsLabels ? LabelState(coverage: 0.71, revision: 2, isFinal: metric == .brier) : nil,
      usesOverallBaseline: segment.contains(","), pValue: Self.pValue(metric, level, value))
  }

  private func histogram(_ feature: String, kind: FeatureProfile.Kind, segment: String) -> Histogram {
    let isShifted =
      situation == .incident && feature == "income" && (segment == "all" || segment.hasPrefix("region=apac"))
    let labels =
      kind == .numeric
      ? ["≤ 18k", "18k–24k", "24k–29k", "29k–34k", "34k–40k", "40k–47k", "47k–56k", "56k–68k", "68k–90k", "> 90k"]
      : ["web", "branch", "partner", "phone", "mobile app", "other", "unseen"]
    let reference: [Double] =
      kind == .numeric ? Array(repeating: 0.1, count: 10) : [0.41, 0.22, 0.14, 0.11, 0.08, 0.04, 0]
    let current: [Double] =
      isShifted
      ? [0.21, 0.18, 0.14, 0.11, 0.09, 0.08, 0.07, 0.05, 0.04, 0.03]
      : kind == .numeric
        ? [0.103, 0.098, 0.101, 0.095, 0.104, 0.099, 0.1, 0.102, 0.097, 0.101]
        : [0.36, 0.2, 0.15, 0.1, 0.13, 0.05, 0.01]
    let bins = labels.indices.map { index in
      let change = current[index] - reference[index]
      // Close to the bin's part of the PSI for small changes.
      return Histogram.Bin(
        label: labels[index], reference: reference[index], current: current[index],
        contribution: change * change / max(0.01, (current[index] + reference[index]) / 2))
    }
    let moments = Histogram.Moments(mean: 46_210, standardDeviation: 18_400, median: 41_050)
    let shifted = Histogram.Moments(mean: 34_120, standardDeviation: 16_930, median: 29_800)
    return Histogram(
      bins: bins, referenceCount: 1_204_000, currentCount: 4812, referenceNulls: 4816, currentNulls: 31,
      referenceMoments: kind == .numeric ? moments : nil,
      currentMoments: kind == .numeric ? (isShifted ? shifted : moments) : nil)
  }

  private static let runbook = """
    # Drift in one segment

    One segment sends other values than the reference had. The rest of the traffic is as it was.

    ## Look first

    1. Open the feature with Enter and see which bins moved, and since when.
    2. Ask the owner of the upstream job whether a unit or a default has changed.

    ```
    leeway alerts show ALERT
    ```

    - A unit that changed moves the whole histogram.
      - A default moves one bin.

    """

  private func alerts() -> [AlertStatus] {
    func alert(
      _ rule: String, _ metric: Metric, _ feature: String?, _ segment: String, _ state: AlertStatus.State,
      _ level: Level, _ value: Double, _ threshold: Double, ago: Int64, deliveries: [DeliveryStatus] = [],
      handling: AlertStatus.Handling = AlertStatus.Handling()
    ) -> AlertStatus {
      AlertStatus(
        rule: rule, key: SeriesKey(metric: metric, segment: segment, feature: feature, window: "1h"), state: state,
        level: level, value: value, threshold: threshold, n: 4812, since: time - .minutes(ago), episode: 1,
        owner: "risk-oncall", runbook: "runbooks/feature-drift.md",
        summary: "\(feature ?? metric.rawValue) in \(segment) is off its course",
        because: metric == .ece ? "ece 0.076 > 0.05, psi of income at red" : nil, deliveries: deliveries,
        handling: handling)
    }
    return [
      alert(
        "FeatureDrift", .psi, "income", "region=apac", .firing, .red, 0.334, 0.2, ago: 190,
        deliveries: [
          DeliveryStatus(id: "5d1e", action: "pager", type: "webhook", state: "succeeded", attempts: 1, at: time),
          DeliveryStatus(id: "77ab", action: "rollback", type: "rollback", state: "dry_run", at: time),
        ]),
      alert(
        "FeatureDrift", .psi, "income", "region=apac,product=card", .firing, .red, 0.331, 0.2, ago: 185,
        deliveries: [
          DeliveryStatus(
            id: "0a51c3", action: "rollback", type: "rollback", state: "awaiting_approval", at: time,
            expiresAt: time + .minutes(30)),
          DeliveryStatus(
            id: "0a51c4", action: "hook", type: "webhook", state: "failed", reason: "HTTP 410", attempts: 3, at: time),
        ], handling: AlertStatus.Handling(acknowledgedBy: "mira")),
      alert("FeatureDrift", .psi, "income", "all", .firing, .yellow, 0.171, 0.1, ago: 120),
      alert(
        "Calibration", .ece, nil, "all", .firing, .yellow, 0.076, 0.05, ago: 95,
        handling: AlertStatus.Handling(silencedUntil: time + .hours(2))),
      alert("FairnessGap", .demographicParityDifference, "sex", "all", .pending, .yellow, 0.048, 0.03, ago: 10),
      alert("NullBurst", .nullRate, "employment", "region=apac", .firing, .yellow, 0.036, 0.015, ago: 75),
      alert("Latency", .latencyP99, nil, "all", .resolved, .green, 131, 180, ago: 290),
    ]
  }

  private func logLines() -> [LogLine] {
    func line(_ ago: Int64, _ severity: LogLine.Severity, _ message: String) -> LogLine {
      LogLine(time: time - TimeSpan(seconds: ago), severity: severity, message: message)
    }
    var lines = [
      line(1800, .info, "baseline read: 1.2M rows, 9 features, 12 cells"),
      line(900, .info, "labels joined 9 114, coverage of the last day 71%"),
      line(310, .info, "pane closed rows=48 120 late=31"),
    ]
    if situation == .incident {
      lines += [
        line(200, .warning, "psi income / region=apac (1h) .198 → .334 crossed red (.20), n=4 812"),
        line(190, .warning, "FeatureDrift fires for income / region=apac; actions: pager, rollback (dry run)"),
        line(20, .error, "webhook hook failed: connection refused; next try in 30s"),
      ]
    }
    return lines + [line(2, .info, "pane closed rows=48 377 late=12")]
  }

  private func ingest() -> IngestStatus {
    IngestStatus(
      lines: 1_243_118, records: 1_102_440, bad: situation == .incident ? [("not JSON", 2)] : [], late: 31,
      labels: 141_000, joined: 139_870, unmatched: 118, pending: 57_202, rate: 1912,
      progress: mode == .live ? nil : min(1, Double(step) / 864))
  }
}
