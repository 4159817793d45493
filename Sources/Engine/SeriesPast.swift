import Notation
import Readings

/// The past of every series, bounded in points and in bytes.
struct SeriesPast {
  /// Points that are kept of a series: as many as asked for, or as fit the budget.
  private(set) var limit: Int
  private let budget: Int
  /// By the number of the series; `nil` for one without a past.
  private var pasts: [(key: SeriesKey, history: History)?] = []
  private var count = 0
  /// From before a restart, of series that have had no reading since.
  private var recalled: [SeriesKey: History] = [:]

  /// Bytes of a series whatever its length: its place here and in a picture, and its array's head.
  static let overhead = 160
  /// Points that are kept of each series whatever the budget: the newest, and some to compare it with.
  static let fewest = 4

  /// - Parameters:
  ///   - limit: points of a series; 0 keeps no past.
  ///   - budget: bytes. A picture that somebody holds shares the points with it until they change.
  init(limit: Int, budget: Int) {
    self.limit = max(0, limit)
    self.budget = max(0, budget)
  }

  var histories: [SeriesKey: History] {
    var histories = recalled
    histories.reserveCapacity(count)
    for past in pasts {
      if let past { histories[past.key] = past.history }
    }
    return histories
  }

  /// Bytes that the points take, with the room that is reserved for more.
  var size: Int {
    let held = pasts.reduce(0) { $0 + ($1.map { $0.history.points.capacity } ?? 0) }
    let waiting = recalled.values.reduce(0) { $0 + $1.points.capacity }
    return (held + waiting) * MemoryLayout<History.Point>.stride + (count + recalled.count) * Self.overhead
  }

  mutating func take(_ reading: Reading, number: Int) {
    if number >= pasts.count { pasts += repeatElement(nil, count: number + 1 - pasts.count) }
    if pasts[number] == nil {
      pasts[number] = (reading.key, recalled.removeValue(forKey: reading.key) ?? History())
      count += 1
      fitBudget()
    }
    // Taken out, so that its points are not copied.
    guard var history = pasts[number]?.history else { return }
    pasts[number] = nil
    history.note(reading.level, at: reading.windowEnd)
    history.insert(History.Point(reading), limit: limit)
    pasts[number] = (reading.key, history)
  }

  /// Puts what is known from before a restart in front of what has come since.
  mutating func recall(_ histories: [SeriesKey: History]) {
    for (key, history) in histories { recalled[key] = history.newest(limit) }
    for number in pasts.indices {
      guard let past = pasts[number], let old = recalled.removeValue(forKey: past.key) else { continue }
      pasts[number]?.history = past.history.following(old, limit: limit)
    }
    fitBudget()
  }

  /// Keeps fewer points of each series if there are so many series. Cost: next to nothing, but for a pass over all each
  /// time that there are a third more.
  private mutating func fitBudget() {
    let series = count + recalled.count
    guard series > 0 else { return }
    let room = (budget / series - Self.overhead) / MemoryLayout<History.Point>.stride
    // With the slack no more than the room.
    let fitting = (room - 1) / 9 * 8
    guard fitting < limit, limit > Self.fewest else { return }
    // Somewhat fewer, so that the next series does not ask for it again.
    limit = max(Self.fewest, fitting - fitting / 4)
    for number in pasts.indices {
      guard let past = pasts[number] else { continue }
      pasts[number]?.history = past.history.newest(limit)
    }
    recalled = recalled.mapValues { $0.newest(limit) }
  }
}

extension History.Point {
  /// What a reading leaves behind.
  init(_ reading: Reading) {
    self.init(
      time: reading.windowEnd, value: reading.value, level: reading.level, low: reading.low, high: reading.high,
      isFinal: reading.labels?.isFinal ?? true)
  }
}

extension History {
  /// Points above the limit that are let go together, as that costs a move of all others.
  static func slack(_ limit: Int) -> Int { limit / 8 }

  mutating func note(_ level: Level, at time: Instant) {
    guard level == .yellow || level == .red else { return }
    firstYellow = min(firstYellow ?? time, time)
    if level == .red { firstRed = min(firstRed ?? time, time) }
  }

  /// Adds a point in order of time; one of the same time takes the place of the old one. No more room is taken than the
  /// limit asks for.
  mutating func insert(_ point: Point, limit: Int) {
    let most = limit + Self.slack(limit)
    if points.count == points.capacity, points.count <= most {
      points.reserveCapacity(min(max(4, 2 * points.count), most + 1))
    }
    if let last = points.last, last.time < point.time {
      points.append(point)
    } else if let index = points.lastIndex(where: { $0.time <= point.time }) {
      if points[index].time == point.time { points[index] = point } else { points.insert(point, at: index + 1) }
    } else {
      points.insert(point, at: 0)
    }
    if points.count > most { points.removeFirst(points.count - limit) }
  }

  /// The newest points alone, without room for more.
  func newest(_ limit: Int) -> History {
    guard points.count > limit || points.capacity > limit + Self.slack(limit) + 1 else { return self }
    return History(points: Array(points.suffix(limit)), firstYellow: firstYellow, firstRed: firstRed)
  }

  /// Behind an older past; of what both have, this one's counts.
  func following(_ old: History, limit: Int) -> History {
    guard let first = points.first?.time else { return old.newest(limit) }
    return History(
      points: Array((old.points.prefix { $0.time < first } + points).suffix(limit)),
      firstYellow: [old.firstYellow, firstYellow].compactMap(\.self).min(),
      firstRed: [old.firstRed, firstRed].compactMap(\.self).min())
  }
}
