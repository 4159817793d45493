import Alerting
import Notation
import Readings

/// The newest reading of every series, its past, and what became of its alerts' actions.
final class SeriesBoard {
  /// The newest reading of each series that has one, in the order in which the series first had one.
  private(set) var newest: [Reading] = []
  /// The numbers of their series.
  private(set) var numbers: [Int] = []
  /// Counts what was taken, so that pictures of it can be kept for as long as they hold.
  private(set) var revision = 0
  /// By number: whether the series is not green, and since when it has been changed, as that looked when it left green.
  private var departures: [(isPast: Bool, onset: Onset?)] = []
  /// The place of a series in `newest`, by its number; −1 without a reading.
  private var places: [Int] = []
  private var past: SeriesPast
  /// Deliveries of the newest episode of each alert, oldest first.
  private var deliveries: [AlertIdentity: [Delivery]] = [:]
  /// Readings from before a restart, of series that have had none since.
  private var recalled: [SeriesKey: Reading] = [:]
  private var pictures = Pictures()

  /// What front ends look things up in, as of a revision.
  private struct Pictures {
    var revision = -1
    var current: [SeriesKey: Reading] = [:]
    var histories: [SeriesKey: History] = [:]
    var onsets: [SeriesKey: Onset] = [:]
  }

  /// - Parameters:
  ///   - historyLimit: points kept per series; 0 keeps no past.
  ///   - historyBudget: bytes of all points together; where they would be more, fewer are kept of each series.
  init(historyLimit: Int, historyBudget: Int = .max) {
    past = SeriesPast(limit: historyLimit, budget: historyBudget)
  }

  /// Whether a past is kept, as somebody is looking.
  var keepsPast: Bool { past.limit > 0 }

  /// - Parameter number: of the series.
  /// - Returns: whether the series has just left green.
  @discardableResult
  func take(_ reading: Reading, number: Int, isCurrent: Bool) -> Bool {
    touch()
    let isDeparture = isCurrent && noteLevel(reading, number: number)
    if isCurrent { replace(reading, number: number) }
    if keepsPast { past.take(reading, number: number) }
    return isDeparture
  }

  func note(_ onset: Onset?, number: Int) {
    touch()
    departures[number].onset = onset
  }

  /// Something changes: what was made for front ends is let go, so that what they no longer hold need not be copied.
  private func touch() {
    revision &+= 1
    if pictures.revision >= 0 { pictures = Pictures() }
  }

  private func replace(_ reading: Reading, number: Int) {
    if number >= places.count { places += repeatElement(-1, count: number + 1 - places.count) }
    if places[number] < 0 {
      places[number] = newest.count
      newest.append(reading)
      numbers.append(number)
    } else {
      newest[places[number]] = reading
    }
  }

  /// Levels that say nothing change nothing.
  private func noteLevel(_ reading: Reading, number: Int) -> Bool {
    if number >= departures.count {
      departures += repeatElement((isPast: false, onset: Onset?.none), count: number + 1 - departures.count)
    }
    switch reading.level {
    case .yellow, .red:
      defer { departures[number].isPast = true }
      return !departures[number].isPast
    case .green: departures[number] = (isPast: false, onset: nil)
    default: break
    }
    return false
  }

  // MARK: - For front ends

  /// The newest reading of each series. This and what follows is made when it is asked for, and kept until something is
  /// taken. Cost: a pass over all series, then nothing.
  var current: [SeriesKey: Reading] { upToDate.current }

  var histories: [SeriesKey: History] { upToDate.histories }

  /// Since when the series that are not green have been changed, as far as that is known.
  var onsets: [SeriesKey: Onset] { upToDate.onsets }

  private var upToDate: Pictures {
    guard pictures.revision != revision else { return pictures }
    var current = recalled
    current.reserveCapacity(newest.count)
    var onsets: [SeriesKey: Onset] = [:]
    for (reading, number) in zip(newest, numbers) {
      current[reading.key] = reading
      if number < departures.count, let onset = departures[number].onset { onsets[reading.key] = onset }
    }
    pictures = Pictures(revision: revision, current: current, histories: past.histories, onsets: onsets)
    return pictures
  }

  /// Bytes of the points that are kept, used or not.
  var historySize: Int { past.size }

  /// What is known from before a restart: the past of series, and the newest readings of those that have had none since.
  /// For those who look; nothing is decided by it.
  func recall(_ histories: [SeriesKey: History], readings: [SeriesKey: Reading] = [:]) {
    touch()
    if keepsPast { past.recall(histories) }
    recalled.merge(readings) { old, new in new.windowEnd > old.windowEnd ? new : old }
  }

  // MARK: - Deliveries

  /// Counts what was noted of deliveries.
  private(set) var deliveryRevision = 0

  func note(_ delivery: Delivery) {
    deliveryRevision &+= 1
    var list = deliveries[delivery.identity] ?? []
    if let last = list.last, last.episode != delivery.episode {
      // What comes late of an episode that is over is not shown any more.
      if last.episode > delivery.episode { return }
      list = []
    }
    if let index = list.firstIndex(where: { $0.id == delivery.id }) {
      list[index] = delivery
    } else {
      list.append(delivery)
    }
    deliveries[delivery.identity] = list
  }

  func deliveries(of identity: AlertIdentity, episode: Int) -> [Delivery] {
    (deliveries[identity] ?? []).filter { $0.episode == episode }
  }
}
