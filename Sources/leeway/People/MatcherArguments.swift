import Alerting
import ArgumentParser
import Readings

/// The alerts that a silence or an override is about, as a person writes them.
enum MatcherArguments {
  /// All matchers of all texts: `alert=FeatureDrift 'segment=~"region=.*"'`.
  static func matchers(_ texts: [String]) throws -> LabelMatchers {
    do {
      return LabelMatchers(try texts.flatMap { try LabelMatchers(parsing: $0).list })
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// Whether a text is the beginning of an alert's id, and no matcher.
  static func isIdentifier(_ text: String) -> Bool { AlertOverview.digits(text) != nil }

  /// What matches one alert and no other.
  static func matchers(of identity: AlertIdentity) throws -> LabelMatchers {
    let key = identity.key
    return LabelMatchers(
      try [
        ("alert", identity.rule), ("model", identity.model), ("version", key.version), ("segment", key.segment),
        ("feature", key.metric == .kpi ? "" : key.feature ?? ""), ("metric", key.metricName), ("window", key.window),
      ].map { try LabelMatcher($0.0, .equal, $0.1) })
  }
}

extension AlertOverview {
  /// What one text, an id, or several texts, matchers, are about.
  func matchers(_ texts: [String]) throws -> LabelMatchers {
    guard texts.count == 1, MatcherArguments.isIdentifier(texts[0]) else { return try MatcherArguments.matchers(texts) }
    return try MatcherArguments.matchers(of: try entry(texts[0]).identity)
  }
}
