import Notation
import Readings

/// What the view shows as JSON: figures in full precision, keys in an order that does not change.
extension DashboardState {
  func jsonText() -> String {
    var json = JSONText()
    json.object { json in
      json.field("model", snapshot?.model)
      json.field("time", snapshot?.time.rfc3339)
      json.field("view", screen.rawValue)
      json.field("window", window)
      json.field("version", version)
      json.field("segment", selectedSegment)
      json.field("feature", selectedFeature)
      json.field("metric", metric.rawValue)
      json.field("filter", filter.isEmpty ? nil : filter.text)
      guard let snapshot else { return }
      switch screen {
      case .alert: write(currentAlert.map { [$0] } ?? [], to: &json)
      case .alerts: write(listedAlerts(in: snapshot), to: &json)
      case .ingest: writeIngest(snapshot.ingest, to: &json)
      case .log: writeLog(snapshot.log, to: &json)
      default:
        write(shownReadings(in: snapshot), to: &json)
        if let key = selectedKey, let history = snapshot.histories[key] { write(history, of: key, to: &json) }
        if screen == .overview { write(listedAlerts(in: snapshot), to: &json) }
        if screen == .feature, let histogram { write(histogram, to: &json) }
      }
    }
    json.newline()
    return json.text
  }

  /// The readings behind the view, in its own order. Cost: a look-up for each.
  private func shownReadings(in snapshot: Snapshot) -> [Reading] {
    func readings(_ keys: [SeriesKey]) -> [Reading] { keys.compactMap { snapshot.readings[$0] } }
    switch screen {
    case .overview:
      let cells = featureOrder.flatMap { feature in
        snapshot.segments.map {
          SeriesKey(metric: metric, version: version, segment: $0, feature: feature, window: window)
        }
      }
      let figures = trendRows.filter { !$0.metric.isPerFeature }.flatMap { $0.keys(in: self) }
      return readings(cells + figures)
    case .feature:
      return readings(
        Self.heatMapMetrics.map {
          SeriesKey(
            metric: $0, version: version, segment: selectedSegment ?? "all", feature: selectedFeature, window: window)
        })
    case .cell: return readings(figureOrder)
    case .versions:
      return listedSeries.flatMap { key in
        (["*"] + snapshot.versions).compactMap { version in
          var key = key
          key.version = version
          return snapshot.readings[key]
        }
      }
    default: return readings(listedSeries)
    }
  }

  private var listedSeries: [SeriesKey] {
    screen.panes.flatMap { pane in
      (rows[pane] ?? []).compactMap { row in if case .series(let key) = row { key } else { nil } }
    }
  }

  private func listedAlerts(in snapshot: Snapshot) -> [AlertStatus] {
    guard let list = rows[.alerts] else { return snapshot.alerts }
    return list.compactMap { row in
      guard case .alert(let identity) = row else { return nil }
      return snapshot.alerts.first { AlertIdentity($0) == identity }
    }
  }

  // MARK: - Figures

  private func write(_ readings: [Reading], to json: inout JSONText) {
    json.array("figures") { json in
      for reading in readings {
        json.object { json in
          write(reading.key, to: &json)
          json.field("window_start", reading.windowStart)
          json.field("window_end", reading.windowEnd)
          json.field("value", reading.value)
          json.field("n", reading.n)
          json.field("low", reading.low)
          json.field("high", reading.high)
          json.field("level", reading.level.rawValue)
          json.field("yellow", reading.limits?.yellow)
          json.field("red", reading.limits?.red)
          json.field("baseline", reading.limits?.baseline)
          json.field("since", onset(of: reading.key)?.time.rfc3339)
          if let labels = reading.labels {
            json.field("coverage", labels.coverage)
            json.field("final", labels.isFinal)
          }
        }
      }
    }
  }

  private func write(_ key: SeriesKey, to json: inout JSONText) {
    json.field("metric", key.metricName)
    json.field("feature", key.metric == .kpi ? nil : key.feature)
    json.field("segment", key.segment)
    json.field("version", key.version)
    json.field("window", key.window)
  }

  private func write(_ history: History, of key: SeriesKey, to json: inout JSONText) {
    json.object("history") { json in
      write(key, to: &json)
      json.array("points") { json in
        for point in history.points {
          json.object { json in
            json.field("time", point.time)
            json.field("value", point.value)
            json.field("low", point.low)
            json.field("high", point.high)
            json.field("level", point.level.rawValue)
            json.field("final", point.isFinal)
          }
        }
      }
    }
  }

  private func write(_ histogram: Histogram, to json: inout JSONText) {
    json.object("histogram") { json in
      json.field("reference_rows", histogram.referenceCount)
      json.field("current_rows", histogram.currentCount)
      json.array("bins") { json in
        for bin in histogram.bins {
          json.object { json in
            json.field("bin", bin.label)
            json.field("reference", bin.reference)
            json.field("current", bin.current)
            json.field("psi", bin.contribution)
          }
        }
      }
    }
  }
}
