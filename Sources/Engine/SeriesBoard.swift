import Alerting
import Notation
import Readings

/// The newest reading of every series, its past, and what became of its alerts' actions.
final class SeriesBoard {
  /// The newest reading of each series that has one, in the order in which the series first had one.
  private(set) var newest: [Reading] = []
  /// The numbers of their series.
  private(set) var numbers: [Int] = []
  /// By number: whether the series is not green, and since when it has been changed, as that looked when it left green.
  private var departures: [(isPast: Bool, onset: Onset?)] = []
  /// The place of a series in `newest`, by its number; −1 without a reading.
  private var places: [Int] = []
  /// By the number of the series; `nil` for one without a past.
  private var pasts: [(key: SeriesKey, history: History)?] = []
  /// Deliveries of the newest episode of each alert, oldest first.
  private var deliveries: [AlertIdentity: [Delivery]] = [:]
  private let historyLimit: Int

  /// - Parameter historyLimit: points kept per series; 0 keeps no past.
  init(historyLimit: Int) {
    self.historyLimit = historyLimit
  }

  var current: [SeriesKey: Reading] { Dictionary(newest.map { ($0.key, $0) }) { $1 } }

  var histories: [SeriesKey: History] {
    Dictionary(pasts.compactMap { $0 }.map { ($0.key, $0.history) }) { $1 }
  }

  /// - Parameter number: of the series.
  /// - Returns: whether the series has just left green.
  @discardableResult
  func take(_ reading: Reading, number: Int, isCurrent: Bool) -> Bool {
    let isDeparture = isCurrent && noteLevel(reading, number: number)
    if isCurrent { replace(reading, number: number) }
    if historyLimit > 0 { remember(reading, number: number) }
    return isDeparture
  }

  /// Whether a past is kept, as somebody is looking.
  var keepsPast: Bool { historyLimit > 0 }

  func note(_ onset: Onset?, number: Int) { departures[number].onset = onset }

  /// Since when the series that are not green have been changed, as far as that is known.
  var onsets: [SeriesKey: Onset] {
    var onsets: [SeriesKey: Onset] = [:]
    for (reading, number) in zip(newest, numbers) where number < departures.count {
      if let onset = departures[number].onset { onsets[reading.key] = onset }
    }
    return onsets
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

  private func remember(_ reading: Reading, number: Int) {
    if number >= pasts.count { pasts += repeatElement(nil, count: number + 1 - pasts.count) }
    var history = pasts[number]?.history ?? History()
    pasts[number] = nil
    if reading.level == .yellow || reading.level == .red {
      history.firstYellow = min(history.firstYellow ?? reading.windowEnd, reading.windowEnd)
      if reading.level == .red {
        history.firstRed = min(history.firstRed ?? reading.windowEnd, reading.windowEnd)
      }
    }
    history.insert(
      History.Point(time: reading.windowEnd, value: reading.value, level: reading.level), limit: historyLimit)
    pasts[number] = (reading.key, history)
  }

  func note(_ delivery: Delivery) {
    var list = deliveries[delivery.identity] ?? []
    if let last = list.last, last.episode != delivery.episode { list = [] }
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

extension History {
  /// Adds a point in order of time; one of the same time takes the place of the old one.
  fileprivate mutating func insert(_ point: Point, limit: Int) {
    if let last = points.last, last.time < point.time {
      points.append(point)
    } else if let index = points.lastIndex(where: { $0.time <= point.time }) {
      if points[index].time == point.time { points[index] = point } else { points.insert(point, at: index + 1) }
    } else {
      points.insert(point, at: 0)
    }
    if points.count > limit + limit / 4 { points.removeFirst(points.count - limit) }
  }
}
