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
    case episodeSince = "episode_since"
    case yellowSince = "yellow_since"
    case redSince = "red_since"
    case yellowClearSince = "yellow_clear_since"
    case redClearSince = "red_clear_since"
    case yellowFrozenSince = "yellow_frozen_since"
    case redFrozenSince = "red_frozen_since"
    case noDataSince = "no_data_since"
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
    episodeSince = try fields.decodeInstant(.episodeSince)
    yellow = LevelClock(
      pastSince: try fields.decodeInstant(.yellowSince), clearSince: try fields.decodeInstant(.yellowClearSince),
      frozenSince: try fields.decodeInstant(.yellowFrozenSince))
    red = LevelClock(
      pastSince: try fields.decodeInstant(.redSince), clearSince: try fields.decodeInstant(.redClearSince),
      frozenSince: try fields.decodeInstant(.redFrozenSince))
    noDataSince = try fields.decodeInstant(.noDataSince)
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
    try fields.encodeIfPresent(episodeSince?.microseconds, forKey: .episodeSince)
    try fields.encodeIfPresent(yellow.pastSince?.microseconds, forKey: .yellowSince)
    try fields.encodeIfPresent(red.pastSince?.microseconds, forKey: .redSince)
    try fields.encodeIfPresent(yellow.clearSince?.microseconds, forKey: .yellowClearSince)
    try fields.encodeIfPresent(red.clearSince?.microseconds, forKey: .redClearSince)
    try fields.encodeIfPresent(yellow.frozenSince?.microseconds, forKey: .yellowFrozenSince)
    try fields.encodeIfPresent(red.frozenSince?.microseconds, forKey: .redFrozenSince)
    try fields.encodeIfPresent(noDataSince?.microseconds, forKey: .noDataSince)
    try fields.encode(figures, forKey: .figures)
  }
}
