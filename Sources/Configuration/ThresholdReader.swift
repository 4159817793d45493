import Alerting
import Notation
import Readings

/// Reads thresholds, and reports what `ThresholdProblem` says of them where they stand.
enum ThresholdReader {
  /// The threshold in `value`, if `metric` can ever pass it.
  static func threshold(_ value: YAMLValue, metric: MetricName) -> Threshold? {
    guard let text = value.string(example: "\"> 0.10\"") else { return nil }
    let threshold: Threshold
    do {
      threshold = try Threshold(parsing: text)
    } catch {
      value.error(error.description)
      return nil
    }
    switch threshold.bound {
    case .absolute(let bound):
      let possible = metric.metric.possibleValues
      guard !possible.contains(bound) else { break }
      let isShare = possible == 0...1
      value.error(
        "\"\(threshold.text)\" is impossible: \(metric.text) \(Self.extent(of: possible))",
        remedy: isShare && bound > 1 && bound <= 100 ? "a percentage is written \"\(threshold.text)%\"" : nil)
      return nil
    case .offset(let distance), .percent(let distance):
      let direction = metric.metric.direction
      guard threshold.comparison == .above ? distance < 0 : threshold.comparison == .below && distance > 0,
        threshold.comparison.direction == direction || direction == .eitherWay
      else { break }
      value.error(
        "\"\(threshold.text)\" is passed already by a figure that equals the baseline", remedy: "turn the sign")
      return nil
    }
    return threshold
  }

  private static func extent(of values: ClosedRange<Double>) -> String {
    let greatest = Double.greatestFiniteMagnitude
    let (low, high) = (shortestText(values.lowerBound), shortestText(values.upperBound))
    if values.upperBound == greatest { return "is never below \(low)" }
    return values.lowerBound == -greatest ? "is never above \(high)" : "lies between \(low) and \(high)"
  }

  /// The threshold at which a level ends; it may lie anywhere on the good side.
  static func clearance(_ value: YAMLValue) -> Threshold? {
    guard let text = value.string(example: "\"< 0.20\"") else { return nil }
    do {
      return try Threshold(parsing: text)
    } catch {
      value.error(error.description)
      return nil
    }
  }

  /// `{yellow: …, red: …}`; `nil` if nothing of it could be read.
  static func band(_ value: YAMLValue, metric: MetricName) -> GradientBand? {
    let example =
      switch metric.metric.direction {
      case .higherIsWorse: "{yellow: \"> baseline + 3%\"}"
      case .lowerIsWorse: "{yellow: \"< baseline - 3%\"}"
      case .eitherWay: metric.metric.isCenteredOnZero ? "{yellow: \"± 0.25\"}" : "{yellow: \"baseline ± 10%\"}"
      }
    guard let mapping = value.mapping(keys: ["yellow", "red"], example: example) else { return nil }
    if mapping.entries.isEmpty {
      value.error("\(value.subject) sets neither yellow nor red", remedy: "for example \(example)")
      return nil
    }
    let yellow = mapping.value("yellow").flatMap { threshold($0, metric: metric) }
    let red = mapping.value("red").flatMap { threshold($0, metric: metric) }
    guard yellow != nil || red != nil else { return nil }
    let band = GradientBand(yellow: yellow, red: red)
    report(
      band.problems(for: metric.metric),
      places: ThresholdPlaces(
        yellow: yellow.flatMap { threshold in mapping.value("yellow").map { (threshold, $0) } },
        red: red.flatMap { threshold in mapping.value("red").map { (threshold, $0) } }, clear: [], whole: value))
    return band
  }

  /// Reports each problem at the threshold it is about.
  static func report(_ problems: [ThresholdProblem], places: ThresholdPlaces) {
    var isTurned = false
    for problem in problems {
      let place: YAMLValue?
      var remedy: String?
      switch problem {
      case .wrongDirection(let threshold, _):
        isTurned = true
        place = [places.yellow, places.red].compactMap(\.self).first { $0.threshold == threshold }?.place
      case .noCenter(let threshold, _):
        isTurned = true
        place = [places.yellow, places.red].compactMap(\.self).first { $0.threshold == threshold }?.place
        remedy = "write \"baseline \(threshold.text)\""
      case .mixedDirections:
        // One of the two has the wrong direction, which is said already, unless the metric has both.
        guard !isTurned else { continue }
        place = places.red?.place ?? places.yellow?.place
        remedy = "give both sides alike"
      case .mixedCenters(_, let second):
        if isTurned { continue }
        place = ([places.red, places.yellow].compactMap(\.self) + places.clear).first { $0.threshold == second }?.place
        remedy = "give both around 0, or both around the baseline"
      case .redBeforeYellow:
        place = places.red?.place ?? places.yellow?.place
        remedy = "red is the worse of the two"
      case .clearLooksForward(_, let clear), .clearBeyond(_, let clear):
        if isTurned { continue }
        place = places.clear.first { $0.threshold == clear }?.place
        remedy = "clear on the good side of the threshold"
      case .clearIsNoBand(_, let clear):
        if isTurned { continue }
        place = places.clear.first { $0.threshold == clear }?.place
        remedy = "the level ends within it"
      case .noCondition:
        place = places.whole
        remedy = "for example red: {for: 5m}"
      }
      (place ?? places.whole).error(problem.description, remedy: remedy)
    }
  }
}

/// Where the thresholds of a band or a rule stand.
struct ThresholdPlaces {
  var yellow: (threshold: Threshold, place: YAMLValue)?
  var red: (threshold: Threshold, place: YAMLValue)?
  var clear: [(threshold: Threshold, place: YAMLValue)]
  /// The band or the rule.
  var whole: YAMLValue
}
