import Notation

extension Reading {
  /// Appends the reading as one line of `readings.jsonl`.
  package func write(model: String, to json: inout JSONText) {
    json.object { json in
      json.field("window_start", windowStart)
      json.field("window_end", windowEnd)
      json.field("window", key.window)
      json.field("model", model)
      json.field("version", key.version)
      json.field("segment", key.segment)
      json.field("feature", key.feature)
      json.field("metric", key.metric.rawValue)
      json.field("value", value)
      json.field("n", n)
      json.field("low", low)
      json.field("high", high)
      json.field("floor", floor)
      json.field("level", level.rawValue)
      if let labels {
        json.field("coverage", labels.coverage)
        json.field("revision", labels.revision)
        json.field("final", labels.isFinal)
      }
    }
    json.newline()
  }
}
