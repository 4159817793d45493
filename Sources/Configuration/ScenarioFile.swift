import Notation
import Simulation

/// Reads a simulator scenario from YAML, and reports every mistake in it.
package enum ScenarioFile {
  private static let keys = [
    "model", "seed", "start", "duration", "traffic", "reference", "segments", "features", "risk", "versions", "labels",
    "overrides", "service", "log", "incidents",
  ]
  private static let shares = 0.0...1.0
  private static let longest = TimeSpan.days(3650)

  /// - Parameter name: how diagnostics name the file.
  /// - Returns: `nil` if there are errors; they are in `diagnostics`.
  package static func read(path: String, shownAs name: String, into diagnostics: Diagnostics) -> Scenario? {
    YAMLDocument.read(
      path: path, shownAs: name, purpose: "scenario", hint: "give the path of a scenario file", into: diagnostics
    ).flatMap(decode)
  }

  package static func parse(_ text: String, file: String, into diagnostics: Diagnostics) -> Scenario? {
    YAMLDocument.parse(text, file: file, into: diagnostics).flatMap(decode)
  }

  private static func decode(_ root: YAMLValue) -> Scenario? {
    guard let file = root.mapping(keys: keys) else { return nil }
    let model = file.required("model", example: "credit-risk")?.string()
    let start = file.required("start", example: "2026-03-02T00:00:00Z")?.instant()
    let duration = file.required("duration", example: "3d")?.timeSpan(in: .minutes(1)...longest)
    let traffic = file.required("traffic", example: "{rate: 900}").flatMap(readTraffic)
    let population = ScenarioPopulation.read(from: file)
    let risk = file.required("risk", example: "{intercept: -1.5}").flatMap { readRisk($0, population: population) }
    let versions = readVersions(file, population: population)
    let incidents = readIncidents(
      file, population: population, versions: versions.map(\.name), start: start, duration: duration)
    let reference = file.value("reference").flatMap { readReference($0) }
    let labels = readLabels(file)
    let overrides = readOverrides(file)
    let service = readService(file)
    let log = readLogFormat(file)
    let seed = file.int("seed", in: 0...Int.max) ?? 0

    guard !root.diagnostics.hasErrors, let model, let start, let duration, let traffic, let risk else { return nil }
    return Scenario(
      model: model, seed: UInt64(seed), start: start, duration: duration, traffic: traffic, reference: reference,
      segments: population.dimensions, features: population.features, risk: risk, versions: versions, labels: labels,
      overrides: overrides, service: service, log: log, incidents: incidents)
  }

  private static func readTraffic(_ value: YAMLValue) -> Scenario.Traffic? {
    guard let mapping = value.mapping(keys: ["rate", "swing", "peak"]),
      let rate = mapping.required("rate", example: "900")?.double(in: 0.01...1e9)
    else { return nil }
    return Scenario.Traffic(
      rate: rate, swing: mapping.double("swing", in: shares) ?? 0,
      peak: mapping.timeSpan("peak", in: .zero ... .hours(24)) ?? .hours(14))
  }

  private static func readReference(_ value: YAMLValue) -> Scenario.Reference? {
    guard let mapping = value.mapping(keys: ["rows", "start", "span"]) else { return nil }
    let rows = mapping.required("rows", example: "10000")?.int(in: 1...100_000_000)
    let start = mapping.required("start", example: "2026-02-02T00:00:00Z")?.instant()
    let span = mapping.required("span", example: "14d")?.timeSpan(in: .minutes(1)...longest)
    guard let rows, let start, let span else { return nil }
    return Scenario.Reference(rows: rows, start: start, span: span)
  }

  private static func readLabels(_ file: YAMLMapping) -> LabelProcess {
    var labels = LabelProcess()
    guard let mapping = file.mapping("labels", keys: ["delay", "coverage"]) else { return labels }
    labels.coverage = mapping.double("coverage", in: shares) ?? labels.coverage
    guard let delay = mapping.mapping("delay", keys: ["shortest", "usual", "longest"]) else { return labels }
    let limits = TimeSpan.zero...longest
    labels.shortest = delay.required("shortest", example: "1h")?.timeSpan(in: limits) ?? labels.shortest
    labels.usual = delay.required("usual", example: "2h")?.timeSpan(in: limits) ?? labels.usual
    labels.longest = delay.required("longest", example: "6h")?.timeSpan(in: limits) ?? labels.longest
    if labels.usual < labels.shortest || labels.longest < labels.usual {
      delay.value.error(
        "\(delay.value.subject) must not fall", remedy: "order them as shortest, usual, longest, such as 1h, 2h, 6h")
    }
    return labels
  }

  private static func readOverrides(_ file: YAMLMapping) -> OverrideProcess? {
    guard let mapping = file.mapping("overrides", keys: ["rate", "accuracy"]) else { return nil }
    let rate = mapping.required("rate", example: "0.02")?.double(in: shares)
    let accuracy = mapping.required("accuracy", example: "0.8")?.double(in: shares)
    guard let rate, let accuracy else { return nil }
    return OverrideProcess(rate: rate, accuracy: accuracy)
  }

  private static func readService(_ file: YAMLMapping) -> ServiceProfile {
    var service = ServiceProfile()
    guard let mapping = file.mapping("service", keys: ["latency", "error_rate"]) else { return service }
    service.errorRate = mapping.double("error_rate", in: shares) ?? service.errorRate
    if let latency = mapping.mapping("latency", keys: ["median_ms", "spread"]) {
      service.latencyMedian = latency.double("median_ms", in: 0.001...1e7) ?? service.latencyMedian
      service.latencySpread = latency.double("spread", in: 0...5) ?? service.latencySpread
    }
    return service
  }

  private static func readLogFormat(_ file: YAMLMapping) -> Scenario.LogFormat {
    var format = Scenario.LogFormat()
    guard let mapping = file.mapping("log", keys: ["timestamp", "id_prefix"]) else { return format }
    let choices = Scenario.LogFormat.Timestamp.allCases.map(\.rawValue)
    format.timestamp =
      mapping.choice("timestamp", choices).flatMap(Scenario.LogFormat.Timestamp.init) ?? format.timestamp
    format.idPrefix = mapping.string("id_prefix") ?? format.idPrefix
    return format
  }
}

extension YAMLValue {
  /// A moment in RFC 3339, of a year from 1970 to 9999.
  func instant() -> Instant? {
    guard let value = scalarText.flatMap({ Instant(rfc3339: $0) }), value >= Instant(seconds: 0) else {
      return mismatch("a time from 1970 on", example: "2026-03-02T00:00:00Z")
    }
    return value
  }
}
