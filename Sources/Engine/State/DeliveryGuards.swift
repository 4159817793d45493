import Notation

/// Which deliveries that have ended still matter: to the guards of programs, and to those who look at an alert.
struct DeliveryGuards {
  private var newestRun: [String: Int64] = [:]
  private var newestEpisode: [String: Int] = [:]
  /// By series and action.
  private var newestEpisodeRun: [String: Int] = [:]

  /// Guards by day look that far back from the newest run.
  private static let day = TimeSpan.days(1).microseconds

  init(_ rows: [DeliveryRow]) {
    for row in rows {
      newestEpisode[row.series] = max(newestEpisode[row.series] ?? 0, row.episode)
      guard row.runs else { continue }
      newestRun[row.action] = max(newestRun[row.action] ?? .min, row.planned)
      let key = row.series + "\u{1E}" + row.action
      newestEpisodeRun[key] = max(newestEpisodeRun[key] ?? 0, row.episode)
    }
  }

  /// Whether it counts for an alert's newest episode, or for a guard.
  func needs(_ row: DeliveryRow) -> Bool { guardsRun(row) || newestEpisode[row.series] == row.episode }

  /// Whether a guard of its action could ask for it: once an episode, cooldown, at most so often a day.
  func guardsRun(_ row: DeliveryRow) -> Bool {
    guard row.runs else { return false }
    if let newest = newestRun[row.action], row.planned > newest - Self.day { return true }
    return newestEpisodeRun[row.series + "\u{1E}" + row.action] == row.episode
  }
}
