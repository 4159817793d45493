import Notation
import Readings

/// Alerts, files and the log as JSON.
extension DashboardState {
  func write(_ alerts: [AlertStatus], to json: inout JSONText) {
    json.array("alerts") { json in
      for alert in alerts {
        json.object { json in
          json.field("id", alert.id)
          json.field("alert", alert.rule)
          json.field("metric", alert.key.metricName)
          json.field("feature", alert.key.metric == .kpi ? nil : alert.key.feature)
          json.field("segment", alert.key.segment)
          json.field("version", alert.key.version)
          json.field("window", alert.key.window)
          json.field("state", alert.state.rawValue)
          json.field("level", alert.level.rawValue)
          json.field("value", alert.value)
          json.field("threshold", alert.threshold)
          json.field("n", alert.n)
          json.field("since", alert.since)
          json.field("episode", alert.episode)
          json.field("owner", alert.owner)
          json.field("runbook", alert.runbook)
          json.field("summary", alert.summary)
          json.field("condition", alert.condition)
          json.field("acknowledged_by", alert.handling.acknowledgedBy)
          json.field("silenced_until", alert.handling.silencedUntil?.rfc3339)
          json.field("held_at", alert.handling.heldAt?.rawValue)
          writeDeliveries(alert, to: &json)
          writeHistory(alert, to: &json)
        }
      }
    }
  }

  private func writeDeliveries(_ alert: AlertStatus, to json: inout JSONText) {
    json.array("actions") { json in
      for delivery in alert.deliveries {
        json.object { json in
          json.field("id", delivery.id)
          json.field("action", delivery.action)
          json.field("type", delivery.type)
          json.field("state", delivery.state)
          json.field("reason", delivery.reason)
          json.field("attempts", delivery.attempts)
          json.field("at", delivery.at)
          json.field("expires_at", delivery.expiresAt?.rfc3339)
        }
      }
    }
  }

  private func writeHistory(_ alert: AlertStatus, to json: inout JSONText) {
    json.array("steps") { json in
      for step in alert.steps {
        json.object { json in
          json.field("at", step.at)
          json.field("from", step.from.rawValue)
          json.field("to", step.to.rawValue)
          json.field("level", step.level.rawValue)
          json.field("value", step.value)
        }
      }
    }
    json.array("remarks") { json in
      for remark in alert.remarks {
        json.object { json in
          json.field("at", remark.at)
          json.field("by", remark.by)
          json.field("act", remark.act)
          json.field("reason", remark.reason)
        }
      }
    }
  }

  func writeIngest(_ ingest: IngestStatus, to json: inout JSONText) {
    json.object("totals") { json in
      json.field("lines", ingest.lines)
      json.field("records", ingest.records)
      json.object("bad") { json in for bad in ingest.bad { json.field(bad.reason, bad.count) } }
      json.field("late", ingest.late)
      json.field("labels", ingest.labels)
      json.field("joined", ingest.joined)
      json.field("unmatched", ingest.unmatched)
      json.field("duplicates", ingest.duplicates)
      json.field("pending", ingest.pending)
    }
    json.array("files") { json in
      for source in ingest.sources {
        json.object { json in
          json.field("path", source.path)
          json.field("kind", source.kind.rawValue)
          json.field("state", source.state.word)
          if case .failed(let reason) = source.state { json.field("reason", reason) }
          json.field("offset", source.offset)
          json.field("size", source.size.map { Double($0) })
          json.field("lines", source.lines)
          json.field("bad", source.bad)
          json.field("late", source.late)
          json.field("newest", source.newest?.rfc3339)
        }
      }
    }
    json.array("bad_lines") { json in
      for line in ingest.examples {
        json.object { json in
          json.field("path", line.path)
          json.field("offset", line.offset)
          json.field("reason", line.reason)
          json.field("text", line.text)
        }
      }
    }
    json.array("label_progress") { json in
      for progress in ingest.labelProgress {
        json.object { json in
          json.field("from", progress.from.text)
          json.field("to", progress.to?.text)
          json.field("predictions", progress.predictions)
          json.field("labelled", progress.labelled)
        }
      }
    }
    json.array("actions") { json in
      for action in ingest.actions {
        json.object { json in
          json.field("action", action.name)
          json.field("paused", action.isPaused)
          json.field("waiting", action.waiting)
          json.field("oldest", action.oldest?.rfc3339)
          json.field("last_error", action.lastError)
          json.field("next_attempt", action.nextAttempt?.rfc3339)
        }
      }
    }
  }

  func writeLog(_ log: [LogLine], to json: inout JSONText) {
    json.array("log") { json in
      for line in log {
        json.object { json in
          json.field("time", line.time)
          json.field("severity", line.severity.rawValue)
          json.field("message", line.message)
        }
      }
    }
  }
}
