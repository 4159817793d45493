import Notation

/// What a row holds for one feature.
package enum FeatureValue: Hashable, Sendable {
  case number(Double)
  case category(String)
  case missing
}

/// One line of the prediction log.
package struct PredictionRow: Hashable, Sendable {
  /// The running number of the request, from 1; requests that stayed away leave gaps.
  package var number: UInt64
  package var time: Instant
  package var version: String
  /// In the order of the scenario's features.
  package var features: [FeatureValue]
  /// In the order of the scenario's dimensions.
  package var segment: [String]
  /// The probability of the positive class, to four decimal places; `nil` if the request failed.
  package var score: Double?
  /// The class served; `nil` if the request failed.
  package var prediction: Int?
  package var latencyMilliseconds: Double
  /// The class that a person served in place of the prediction.
  package var override: Int?
}

/// One line of the label log.
package struct LabelRow: Hashable, Sendable {
  package var number: UInt64
  /// When the label came to be known; whole seconds.
  package var time: Instant
  package var label: Int
}

package enum LogEvent: Hashable, Sendable {
  case prediction(PredictionRow)
  case label(LabelRow)

  package var time: Instant {
    switch self {
    case .prediction(let row): row.time
    case .label(let row): row.time
    }
  }
}
