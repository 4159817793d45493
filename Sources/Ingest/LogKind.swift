/// What a log holds.
package enum LogKind: String, Codable, Sendable {
  case predictions
  case labels
}
