import Notation
import Readings

extension AlertInstance: Codable {
  private enum Field: String, CodingKey {
    case identity
    case state
    case level
    case since
    case episode
    case episodeLevel = "episode_level"
    case yellowSince = "yellow_since"
    case redSince = "red_since"
    case yellowClearSince = "yellow_clear_since"
    case redClearSince = "red_clear_since"
    case frozenSince = "frozen_since"
    case noDataSince = "no_data_since"
    case evaluatedAt = "evaluated_at"
    case figures
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    self.init(
      identity: try fields.decode(AlertIdentity.self, forKey: .identity),
      since: Instant(microseconds: try fields.decode(Int64.self, forKey: .since)))
    state = try fields.decodeName(.state)
    level = try fields.decodeName(.level)
    episode = try fields.decode(Int.self, forKey: .episode)
    episodeLevel = fields.contains(.episodeLevel) ? try fields.decodeName(.episodeLevel) : nil
    yellowSince = try fields.decodeInstant(.yellowSince)
    redSince = try fields.decodeInstant(.redSince)
    yellowClearSince = try fields.decodeInstant(.yellowClearSince)
    redClearSince = try fields.decodeInstant(.redClearSince)
    frozenSince = try fields.decodeInstant(.frozenSince)
    noDataSince = try fields.decodeInstant(.noDataSince)
    evaluatedAt = try fields.decodeInstant(.evaluatedAt)
    figures = try fields.decode(AlertFigures.self, forKey: .figures)
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(identity, forKey: .identity)
    try fields.encode(state.rawValue, forKey: .state)
    try fields.encode(level.rawValue, forKey: .level)
    try fields.encode(since.microseconds, forKey: .since)
    try fields.encode(episode, forKey: .episode)
    try fields.encodeIfPresent(episodeLevel?.rawValue, forKey: .episodeLevel)
    try fields.encodeIfPresent(yellowSince?.microseconds, forKey: .yellowSince)
    try fields.encodeIfPresent(redSince?.microseconds, forKey: .redSince)
    try fields.encodeIfPresent(yellowClearSince?.microseconds, forKey: .yellowClearSince)
    try fields.encodeIfPresent(redClearSince?.microseconds, forKey: .redClearSince)
    try fields.encodeIfPresent(frozenSince?.microseconds, forKey: .frozenSince)
    try fields.encodeIfPresent(noDataSince?.microseconds, forKey: .noDataSince)
    try fields.encodeIfPresent(evaluatedAt?.microseconds, forKey: .evaluatedAt)
    try fields.encode(figures, forKey: .figures)
  }
}
