import Alerting
import Notation
import Readings

/// The newest reading of every series, its past, and what became of its alerts' actions.
final class SeriesBoard {
  private(set) var current: [SeriesKey: Reading] = [:]
  private(set) var histories: [SeriesKey: History] = [:]
  /// Deliveries of the newest episode of each alert, oldest first.
  private var deliveries: [AlertIdentity: [Delivery]] = [:]
  private let historyLimit: Int

  /// - Parameter historyLimit: points kept per series; 0 keeps no past.
  init(historyLimit: Int) {
    self.historyLimit = historyLimit
  }

  /// In no particular order.
  var currentReadings: [Reading] { Array(current.values) }

  func take(_ reading: Reading, isCurrent: Bool) {
    if isCurrent { current[reading.key] = reading }
    guard historyLimit > 0 else { return }
    var history = histories.removeValue(forKey: reading.key) ?? History()
    if reading.level == .yellow || reading.level == .red {
      history.firstYellow = min(history.firstYellow ?? reading.windowEnd, reading.windowEnd)
      if reading.level == .red {
        history.firstRed = min(history.firstRed ?? reading.windowEnd, reading.windowEnd)
      }
    }
    history.insert(
      History.Point(time: reading.windowEnd, value: reading.value, level: reading.level), limit: historyLimit)
    histories[reading.key] = history
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
