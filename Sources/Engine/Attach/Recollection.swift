import Foundation
import GRDB
import Notation
import Readings
import Synchronization

/// What the store tells of the past of every series, for dashboards after a restart. Read beside the engine, newest
/// first, as far as that is worth it.
struct Recollection: Sendable {
  var histories: [SeriesKey: History] = [:]
  /// Of the newest evaluation.
  var readings: [SeriesKey: Reading] = [:]

  /// How far it goes: back in time, in readings, and in time of a processor.
  static let limits = (span: TimeSpan.hours(24), readings: 1_500_000, seconds: 2.0)

  /// - Parameter keep: points of a series at most.
  init(from inspection: StateInspection, keep: Int) throws(EngineError) {
    var lines = ReadingLines()
    var points: [SeriesKey: [History.Point]] = [:]
    var newest: [SeriesKey: Reading] = [:]
    let began = Self.processorSeconds
    var count = 0
    try StateFile.reading(inspection.path) { database in
      let cursor = try Row.fetchCursor(database, sql: "SELECT id, at, seal, data FROM reading ORDER BY id DESC")
      var first: Int64?
      while let row = try cursor.next() {
        guard let id = Int64.fromDatabaseValue(row[0]), let at = Int64.fromDatabaseValue(row[1]),
          let seal = Int64.fromDatabaseValue(row[2]), let data = Data.fromDatabaseValue(row[3])
        else { break }
        first = first ?? at
        let isTooOld = at < (first ?? at) &- Self.limits.span.microseconds
        let isEnough = count > Self.limits.readings || Self.processorSeconds - began > Self.limits.seconds
        guard !isTooOld, !isEnough, Seal.of(StateRow.reading(id, at), data) == seal else { break }
        // The newest of a block stands last in it.
        for line in try Deflate.expanded([UInt8](data)).split(separator: 10).reversed() {
          guard let reading = lines.reading(line) else { continue }
          count += 1
          points[reading.key, default: []].append(History.Point(reading))
          if newest[reading.key].map({ $0.windowEnd < reading.windowEnd }) ?? true { newest[reading.key] = reading }
        }
      }
    }
    histories = points.mapValues { Self.history($0, keep: keep) }
    let last = newest.values.map(\.windowEnd).max()
    readings = newest.filter { $0.value.windowEnd == last }
  }

  /// - Parameter points: as they were found, newest first; of those of one time the first counts.
  private static func history(_ points: [History.Point], keep: Int) -> History {
    var seen: [Instant: History.Point] = [:]
    for point in points where seen[point.time] == nil { seen[point.time] = point }
    var history = History(points: Array(seen.values.sorted { $0.time < $1.time }.suffix(keep)))
    history.firstYellow = history.points.first { $0.level == .yellow || $0.level == .red }?.time
    history.firstRed = history.points.first { $0.level == .red }?.time
    return history
  }

  /// Of this thread.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// A recollection on its way from the thread that reads the store to the engine's.
final class RecollectionBox: Sendable {
  private let found = Mutex(Recollection?.none)

  /// Reads on a thread of its own. What cannot be read is not remembered.
  func fill(from inspection: StateInspection, keep: Int) {
    let thread = Thread { [self] in
      guard let recollection = try? Recollection(from: inspection, keep: keep) else { return }
      found.withLock { $0 = recollection }
    }
    thread.name = "leeway recall"
    thread.stackSize = 8 << 20
    thread.qualityOfService = .utility
    thread.start()
  }

  /// Once.
  func take() -> Recollection? {
    found.withLock { found in
      defer { found = nil }
      return found
    }
  }
}
