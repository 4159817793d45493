import Notation

/// A made-up model in production: who asks, what the model answers, what came of it, and what goes wrong when.
///
/// A pure value; the same scenario gives the same logs, byte for byte. Names that do not resolve (an incident on a
/// feature that does not exist) have no effect here; reading a scenario from a file reports them.
package struct Scenario: Hashable, Sendable {
  package var model: String
  package var seed: UInt64
  package var start: Instant
  package var duration: TimeSpan
  package var traffic: Traffic
  package var reference: Reference?
  package var segments: [SegmentDimension]
  package var features: [Feature]
  /// The true risk of the positive class.
  package var risk: RiskFunction
  /// The first serves all traffic unless an incident sends some of it elsewhere.
  package var versions: [ModelVersion]
  package var labels: LabelProcess
  /// People who serve something else than the model says; `nil` if nobody does, and the log has no field for it.
  package var overrides: OverrideProcess?
  package var service: ServiceProfile
  package var log: LogFormat
  package var incidents: [Incident]

  package init(
    model: String, seed: UInt64, start: Instant, duration: TimeSpan, traffic: Traffic, reference: Reference? = nil,
    segments: [SegmentDimension] = [], features: [Feature], risk: RiskFunction,
    versions: [ModelVersion] = [ModelVersion(name: "v1")], labels: LabelProcess = LabelProcess(),
    overrides: OverrideProcess? = nil, service: ServiceProfile = ServiceProfile(), log: LogFormat = LogFormat(),
    incidents: [Incident] = []
  ) {
    self.model = model
    self.seed = seed
    self.start = start
    self.duration = duration
    self.traffic = traffic
    self.reference = reference
    self.segments = segments
    self.features = features
    self.risk = risk
    self.versions = versions
    self.labels = labels
    self.overrides = overrides
    self.service = service
    self.log = log
    self.incidents = incidents
  }

  package var end: Instant { start + duration }
}

extension Scenario {
  /// How many predictions are asked for.
  package struct Traffic: Hashable, Sendable {
    /// Rows an hour, on the average of a day.
    package var rate: Double
    /// The daily rhythm: the rate swings by this share of itself, 0 (none) to 1 (nothing at night).
    package var swing: Double
    /// Time of day, UTC, at which the rhythm is highest.
    package var peak: TimeSpan

    package init(rate: Double, swing: Double = 0, peak: TimeSpan = .hours(14)) {
      self.rate = rate
      self.swing = swing
      self.peak = peak
    }
  }

  /// The log that the model was accepted on: the base population under the first version, without incidents.
  package struct Reference: Hashable, Sendable {
    package var rows: Int
    package var start: Instant
    /// The rows are spread over this long.
    package var span: TimeSpan

    package init(rows: Int, start: Instant, span: TimeSpan) {
      self.rows = rows
      self.start = start
      self.span = span
    }
  }

  /// How rows are written.
  package struct LogFormat: Hashable, Sendable {
    package enum Timestamp: String, CaseIterable, Hashable, Sendable {
      case rfc3339
      case unixMilliseconds = "unix_ms"
    }

    package var timestamp: Timestamp
    /// Request ids are this and a running number.
    package var idPrefix: String

    package init(timestamp: Timestamp = .rfc3339, idPrefix: String = "r") {
      self.timestamp = timestamp
      self.idPrefix = idPrefix
    }
  }

  /// The scenario that writes the reference log; its row count is `Reference.rows`. `nil` if there is no reference.
  package var asReference: Scenario? {
    guard let reference, reference.rows > 0, reference.span > .zero else { return nil }
    var copy = self
    copy.seed = seed ^ RandomStream.Purpose("reference").key
    copy.start = reference.start
    copy.duration = .days(36_500)
    copy.traffic.rate = Double(reference.rows) / (reference.span.seconds / 3600)
    copy.service.errorRate = 0
    copy.log.idPrefix = "b" + log.idPrefix
    copy.incidents = []
    return copy
  }

  /// The same scenario told from another moment on; incidents keep their place in it, and request ids carry the start,
  /// so that two runs into one folder do not share any.
  package func starting(at start: Instant) -> Scenario {
    var copy = self
    copy.start = start
    copy.log.idPrefix += String(max(0, start.microseconds / 1_000_000), radix: 36) + "-"
    return copy
  }
}

/// When labels come, and how many.
package struct LabelProcess: Hashable, Sendable {
  /// The delay after the prediction is triangular between `shortest` and `longest`, with its peak at `usual`.
  package var shortest: TimeSpan
  package var usual: TimeSpan
  package var longest: TimeSpan
  /// Share of predictions that ever get a label.
  package var coverage: Double

  package init(
    shortest: TimeSpan = .hours(1), usual: TimeSpan = .hours(2), longest: TimeSpan = .hours(6), coverage: Double = 1
  ) {
    self.shortest = shortest
    self.usual = usual
    self.longest = longest
    self.coverage = coverage
  }

  /// The delay at which a share `u` of all labels has arrived (the inverse of the triangular distribution function).
  func delay(at u: Double) -> TimeSpan {
    let low = shortest.seconds
    let high = max(low, longest.seconds)
    let mode = min(max(usual.seconds, low), high)
    let width = high - low
    guard width > 0 else { return shortest }
    let seconds =
      u < (mode - low) / width
      ? low + (u * width * (mode - low)).squareRoot()
      : high - ((1 - u) * width * (high - mode)).squareRoot()
    return TimeSpan(microseconds: Int64(min(max(seconds, low), high) * 1e6))
  }
}

/// How often people serve a class of their own in place of the prediction, and how often that is the true one.
package struct OverrideProcess: Hashable, Sendable {
  /// Share of the predictions that are served by a person.
  package var rate: Double
  /// Probability that the person's class is the true one, whatever the model says.
  package var accuracy: Double

  package init(rate: Double, accuracy: Double) {
    self.rate = rate
    self.accuracy = accuracy
  }
}

/// How the serving machinery behaves when nothing is wrong.
package struct ServiceProfile: Hashable, Sendable {
  /// Latency is lognormal: median in milliseconds, and the standard deviation of its logarithm.
  package var latencyMedian: Double
  package var latencySpread: Double
  /// Share of requests that end in an error.
  package var errorRate: Double

  package init(latencyMedian: Double = 40, latencySpread: Double = 0.35, errorRate: Double = 0) {
    self.latencyMedian = latencyMedian
    self.latencySpread = latencySpread
    self.errorRate = errorRate
  }
}
