import Notation
import Readings

/// What series were some time ago, so that they can be held against the same hour of yesterday or last week.
///
/// A figure for each end of a window of each series: 24 bytes a point, in rows by time. Nothing is let go but by
/// ``forget(before:)``.
package struct SeasonalMemory: Sendable {
  /// A graded figure with its 95 % interval, where it has one.
  package struct Figure: Equatable, Sendable {
    package var value: Double
    package var low: Double?
    package var high: Double?

    package init(value: Double, low: Double? = nil, high: Double? = nil) {
      self.value = value
      self.low = low
      self.high = high
    }
  }

  /// The series by their number; `nil` for a number that is free.
  var keys: [SeriesKey?] = []
  var numbers: [SeriesKey: Int] = [:]
  /// Per window end value, low and high of each number; not a number where there is none.
  var rows: [Instant: [Double]] = [:]
  /// Rows that have a figure of each number; a number without any is free for another series.
  var counts: [Int] = []
  var free: [Int] = []
  /// Rows and parts with names that are to be stored, and those that the last changes brought up to date.
  var changedRows: Set<Instant> = []
  var changedNames: Set<Int> = []
  var storingRows: Set<Instant> = []
  var storingNames: Set<Int> = []

  static let width = 3
  /// Series whose names are stored together.
  static let namesPerPart = 256

  package init() {}

  package var isEmpty: Bool { rows.isEmpty }

  /// Points kept.
  package var count: Int { counts.reduce(0, +) }

  /// The figure of the window that ended then; `nil` if there was none, or none that could be graded.
  package func figure(of key: SeriesKey, at end: Instant) -> Figure? {
    guard let number = numbers[key], let row = rows[end], (number + 1) * Self.width <= row.count else { return nil }
    let value = row[number * Self.width]
    guard !value.isNaN else { return nil }
    let (low, high) = (row[number * Self.width + 1], row[number * Self.width + 2])
    return Figure(value: value, low: low.isNaN ? nil : low, high: high.isNaN ? nil : high)
  }

  /// Takes the figure of a window, in the place of an earlier one of the same window; `nil` if it cannot be graded.
  package mutating func record(_ figure: Figure?, of key: SeriesKey, at end: Instant) {
    guard end <= .distantFuture, figure != self.figure(of: key, at: end) else { return }
    if let figure, figure.value.isFinite {
      let number = numbers[key] ?? add(key)
      let low = figure.low.flatMap { $0.isFinite ? $0 : nil } ?? .nan
      let high = figure.high.flatMap { $0.isFinite ? $0 : nil } ?? .nan
      if write([figure.value, low, high], number, end) { counts[number] += 1 }
    } else if let number = numbers[key], !write([.nan, .nan, .nan], number, end) {
      release(number)
    }
  }

  /// Lets go of the windows that ended before `time`.
  package mutating func forget(before time: Instant) {
    for end in rows.keys.filter({ $0 < time }).sorted() {
      let row = rows.removeValue(forKey: end) ?? []
      changedRows.remove(end)
      storingRows.remove(end)
      for number in 0..<row.count / Self.width where !row[number * Self.width].isNaN { release(number) }
    }
  }

  /// - Returns: whether there was no figure before.
  private mutating func write(_ figure: [Double], _ number: Int, _ end: Instant) -> Bool {
    var row = rows.removeValue(forKey: end) ?? []
    let start = number * Self.width
    if row.count <= start { row += repeatElement(.nan, count: start + Self.width - row.count) }
    let wasEmpty = row[start].isNaN
    row.replaceSubrange(start..<start + Self.width, with: figure)
    rows[end] = row
    changedRows.insert(end)
    return wasEmpty
  }

  private mutating func add(_ key: SeriesKey) -> Int {
    let number = free.popLast() ?? keys.count
    if number == keys.count {
      keys.append(key)
      counts.append(0)
    } else {
      keys[number] = key
    }
    numbers[key] = number
    changedNames.insert(number / Self.namesPerPart)
    return number
  }

  /// One figure less of a series.
  private mutating func release(_ number: Int) {
    counts[number] -= 1
    guard counts[number] == 0, let key = keys[number] else { return }
    numbers[key] = nil
    keys[number] = nil
    free.append(number)
    changedNames.insert(number / Self.namesPerPart)
  }
}
