import Notation
import Simulation

/// The features and segments of a scenario file, and the names that the rest of it may use.
struct ScenarioPopulation {
  private(set) var features: [Feature] = []
  private(set) var dimensions: [SegmentDimension] = []
  /// Names that the file gives, those of features and dimensions with a mistake included.
  private var featureNames: [String] = []
  private var dimensionNames: [String] = []

  private static let kinds = ["normal", "lognormal", "uniform", "integer", "poisson", "categorical"]
  private static let magnitudes = -1e12...1e12
  private static let sizes = 1e-12...1e12

  static func read(from file: YAMLMapping) -> ScenarioPopulation {
    var population = ScenarioPopulation()
    let segments = file.value("segments")?.freeMapping(example: "region: {weights: {emea: 1, apac: 1}}")
    population.dimensionNames = segments?.keys ?? []
    for entry in segments?.entries ?? [] {
      if let dimension = readDimension(entry) { population.dimensions.append(dimension) }
    }
    let features = file.required("features", example: "{age: {kind: normal, mean: 40, deviation: 10}}")
    let named = features?.freeMapping()
    population.featureNames = named?.keys ?? []
    for entry in named?.entries ?? [] {
      if let feature = population.readFeature(entry) { population.features.append(feature) }
    }
    if let features, features.isMapping, features.node.mapping?.isEmpty == true {
      features.error("there are no features", remedy: "name at least one")
    }
    for entry in segments?.entries ?? [] { population.checkBands(entry) }
    return population
  }

  // MARK: Names

  func feature(named value: YAMLValue) -> Feature? {
    guard let name = value.string() else { return nil }
    return feature(name, at: value.location, reportingTo: value)
  }

  /// The feature of that name. If the file names none, that is reported at `location`; one that it does name, with a
  /// mistake, is `nil` and has been reported.
  func feature(_ name: String, at location: SourceLocation, reportingTo value: YAMLValue) -> Feature? {
    guard !featureNames.contains(name) else { return features.first { $0.name == name } }
    value.diagnostics.error(
      "there is no feature '\(name)'", at: location,
      remedy: suggestion(for: name, among: featureNames, kind: "features"))
    return nil
  }

  func dimension(_ name: String, at location: SourceLocation, reportingTo value: YAMLValue) -> SegmentDimension? {
    guard !dimensionNames.contains(name) else { return dimensions.first { $0.name == name } }
    value.diagnostics.error(
      "there is no segment dimension '\(name)'", at: location,
      remedy: suggestion(for: name, among: dimensionNames, kind: "dimensions"))
    return nil
  }

  /// `{region: apac, sex: f}`; all rows if the value is absent.
  /// - Parameter drawnOnly: refuses bands of a feature, where their feature may not be known yet.
  func condition(_ value: YAMLValue?, drawnOnly: Bool = false) -> SegmentCondition {
    var terms: [SegmentCondition.Term] = []
    for entry in value?.freeMapping(example: "{region: apac}")?.entries ?? [] {
      guard let dimension = dimension(entry.key, at: entry.location, reportingTo: entry.value),
        let segment = entry.value.string()
      else { continue }
      guard dimension.values.contains(segment) else {
        entry.value.error(
          "there is no segment '\(entry.key)=\(segment)'",
          remedy: suggestion(for: segment, among: dimension.values, kind: "values of \(entry.key)"))
        continue
      }
      if drawnOnly, case .bands = dimension.source {
        entry.value.error(
          "a feature cannot depend on '\(entry.key)', which is itself cut from a feature",
          remedy: "use a dimension with weights")
      }
      terms.append(SegmentCondition.Term(dimension: entry.key, value: segment))
    }
    return SegmentCondition(terms)
  }

  // MARK: Segments

  private static func readDimension(_ entry: YAMLMapping.Entry) -> SegmentDimension? {
    guard let mapping = entry.value.mapping(keys: ["weights", "bands", "cuts", "names"]) else { return nil }
    guard let bands = mapping.value("bands") else {
      guard let weights = mapping.required("weights", example: "{emea: 1, apac: 1}").flatMap(weights) else {
        return nil
      }
      return SegmentDimension(name: entry.key, source: .drawn(weights))
    }
    if mapping.value("weights") != nil {
      entry.value.error("a dimension has either 'weights' or 'bands'", remedy: "keep one of them")
    }
    let cuts = (mapping.required("cuts", example: "[30, 60]")?.list() ?? []).compactMap { $0.double(in: magnitudes) }
    let names = (mapping.required("names", example: "[young, middle, old]")?.list() ?? []).compactMap { $0.string() }
    if zip(cuts, cuts.dropFirst()).contains(where: { $0 >= $1 }) {
      entry.value.error("the cuts of \(entry.value.subject) must rise", remedy: "for example [30, 60]")
    }
    if names.count != cuts.count + 1 {
      entry.value.error(
        "\(entry.value.subject) has \(cuts.count) cuts and \(names.count) names",
        remedy: "give one name more than cuts")
    }
    return bands.string().map {
      SegmentDimension(name: entry.key, source: .bands(feature: $0, cuts: cuts, names: names))
    }
  }

  private func checkBands(_ entry: YAMLMapping.Entry) {
    guard entry.value.isMapping, let bands = entry.value.freeMapping()?.value("bands"),
      let feature = feature(named: bands)
    else { return }
    if case .categorical = feature.kind {
      bands.error("'\(feature.name)' is categorical and cannot be cut into bands", remedy: "name a numeric feature")
    }
  }

  // MARK: Features

  private func readFeature(_ entry: YAMLMapping.Entry) -> Feature? {
    guard let kind = entry.value.freeMapping()?.required("kind", example: "normal")?.choice(Self.kinds) else {
      return nil
    }
    let common = ["kind", "nulls", "adjust"] + (kind == "categorical" ? [] : ["range", "digits"])
    guard let mapping = entry.value.mapping(keys: common + Self.parameters(of: kind)),
      let body = kind == "categorical"
        ? mapping.required("weights", example: "{web: 3, app: 1}").flatMap(Self.weights).map(Feature.Kind.categorical)
        : Self.readNumeric(mapping, kind: kind).map(Feature.Kind.numeric)
    else { return nil }
    let adjustments = mapping.list("adjust", example: "[{where: {region: apac}, multiply: 0.9}]").compactMap { value in
      value.mapping(keys: ["where"] + Self.shiftKeys).flatMap { adjustment -> Feature.Adjustment? in
        let condition = condition(adjustment.required("where", example: "{region: apac}"), drawnOnly: true)
        return Self.shift(in: adjustment, of: entry.key, kind: body)
          .map { Feature.Adjustment(condition: condition, shift: $0) }
      }
    }
    return Feature(
      name: entry.key, kind: body, nullShare: mapping.double("nulls", in: 0...1) ?? 0, adjustments: adjustments)
  }

  private static func parameters(of kind: String) -> [String] {
    switch kind {
    case "normal": ["mean", "deviation"]
    case "lognormal": ["median", "spread"]
    case "uniform", "integer": ["low", "high"]
    case "poisson": ["mean"]
    default: ["weights"]
    }
  }

  private static func readNumeric(_ mapping: YAMLMapping, kind: String) -> NumericFeature? {
    guard let distribution = readDistribution(mapping, kind: kind) else { return nil }
    var range: ClosedRange<Double>?
    if let value = mapping.value("range") {
      let ends = (value.list(example: "[18, 80]") ?? []).compactMap { $0.double(in: magnitudes) }
      if ends.count == 2, ends[0] < ends[1] {
        range = ends[0]...ends[1]
      } else {
        value.error("\(value.subject) must be two numbers, the smaller first", remedy: "for example [18, 80]")
      }
    }
    let whole = kind == "integer" || kind == "poisson"
    return NumericFeature(
      distribution: distribution, range: range, digits: mapping.int("digits", in: -6...9) ?? (whole ? 0 : 2))
  }

  private static func readDistribution(_ mapping: YAMLMapping, kind: String) -> NumericFeature.Distribution? {
    switch kind {
    case "normal":
      let mean = mapping.required("mean", example: "40")?.double(in: magnitudes)
      let deviation = mapping.required("deviation", example: "10")?.double(in: sizes)
      guard let mean, let deviation else { return nil }
      return .normal(mean: mean, deviation: deviation)
    case "lognormal":
      let median = mapping.required("median", example: "40000")?.double(in: sizes)
      let spread = mapping.required("spread", example: "0.5")?.double(in: 0.001...5)
      guard let median, let spread else { return nil }
      return .lognormal(median: median, spread: spread)
    case "poisson":
      return (mapping.required("mean", example: "1.5")?.double(in: 0.001...10_000)).map { .poisson(mean: $0) }
    default:
      let whole = kind == "integer"
      let low = mapping.required("low", example: "0")?.double(in: magnitudes)
      let high = mapping.required("high", example: whole ? "10" : "1")?.double(in: magnitudes)
      guard let low, let high else { return nil }
      guard low < high else {
        mapping.value.error("\(mapping.value.subject) must have a 'low' below its 'high'")
        return nil
      }
      guard whole else { return .uniform(low: low, high: high) }
      guard let first = Int(exactly: low), let last = Int(exactly: high) else {
        mapping.value.error("the ends of an integer feature must be whole numbers", remedy: "or use kind: uniform")
        return nil
      }
      return .integer(low: first, high: last)
    }
  }

  /// `{web: 3, app: 1}`
  private static func weights(_ value: YAMLValue) -> [WeightedValue]? {
    guard let mapping = value.freeMapping(example: "{web: 3, app: 1}") else { return nil }
    let weights = mapping.entries.compactMap { entry in
      entry.value.double(in: 0...1e9).map { WeightedValue(entry.key, $0) }
    }
    guard weights.contains(where: { $0.weight > 0 }) else {
      value.error("\(value.subject) has no weight above 0", remedy: "for example {web: 3, app: 1}")
      return nil
    }
    return weights
  }

  // MARK: Shifts

  static let shiftKeys = ["add", "multiply", "weights"]

  /// The one shift that a mapping holds, fit for the feature's kind.
  static func shift(in mapping: YAMLMapping, of feature: String, kind: Feature.Kind) -> Shift? {
    let given = shiftKeys.filter { mapping.value($0) != nil }
    let usual: [String]
    switch kind {
    case .numeric: usual = ["add", "multiply"]
    case .categorical: usual = ["weights"]
    }
    guard given.count == 1, let key = given.first, let value = mapping.value(key), usual.contains(key) else {
      mapping.value.error(
        "a shift of '\(feature)' needs " + usual.map { "'\($0)'" }.joined(separator: " or ") + ", and nothing else of "
          + shiftKeys.joined(separator: ", "))
      return nil
    }
    switch key {
    case "add": return value.double(in: magnitudes).map(Shift.add)
    case "multiply": return value.double(in: 0...1e6).map(Shift.multiply)
    default:
      guard case .categorical(let base) = kind, let weights = weights(value) else { return nil }
      let known = base.map(\.value)
      for entry in value.freeMapping()?.entries ?? [] where !known.contains(entry.key) {
        value.diagnostics.error(
          "'\(feature)' has no category '\(entry.key)'", at: entry.location,
          remedy: suggestion(for: entry.key, among: known, kind: "categories"))
      }
      return .weights(weights)
    }
  }
}
