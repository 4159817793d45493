import Notation
import Readings
import Testing

@testable import Engine

@Suite("The newest readings and their past")
struct SeriesBoardTests {
  private static let start = Instant(seconds: 1_772_409_600)

  private static func key(_ number: Int) -> SeriesKey {
    SeriesKey(metric: .psi, feature: "f\(number)", window: "1h")
  }

  private static func reading(
    _ number: Int, pane: Int, level: Level = .green, value: Double? = 0.1, isFinal: Bool? = nil
  ) -> Reading {
    let end = start + .minutes(5) * Int64(pane)
    return Reading(
      key: key(number), windowStart: end - .hours(1), windowEnd: end, value: value, n: 100,
      low: value.map { $0 - 0.05 },
      high: value.map { $0 + 0.05 }, level: level,
      labels: isFinal.map { LabelState(coverage: 0.9, revision: 1, isFinal: $0) })
  }

  @Test("A point has its interval, and is provisional while labels can change it")
  func points() throws {
    let board = SeriesBoard(historyLimit: 10)
    board.take(Self.reading(0, pane: 1), number: 0, isCurrent: true)
    board.take(Self.reading(0, pane: 2, isFinal: false), number: 0, isCurrent: true)
    board.take(Self.reading(0, pane: 3, level: .nodata, value: nil, isFinal: true), number: 0, isCurrent: true)
    let points = try #require(board.histories[Self.key(0)]?.points)
    #expect(points.map(\.isFinal) == [true, false, true])
    #expect(points.map(\.value) == [0.1, 0.1, nil])
    #expect(points[2].low == nil && points[2].high == nil)
    #expect(abs((points[0].low ?? 0) - 0.05) < 1e-6 && abs((points[0].high ?? 0) - 0.15) < 1e-6)
    board.take(Self.reading(0, pane: 2, isFinal: true), number: 0, isCurrent: false)
    #expect(board.histories[Self.key(0)]?.points.map(\.isFinal) == [true, true, true])
  }

  @Test("Pictures hold until something is taken, and then show it")
  func pictures() {
    let board = SeriesBoard(historyLimit: 10)
    board.take(Self.reading(0, pane: 1), number: 0, isCurrent: true)
    let (before, revision) = (board.histories, board.revision)
    #expect(board.current.count == 1 && board.onsets.isEmpty && board.revision == revision)
    board.take(Self.reading(0, pane: 2, level: .red), number: 0, isCurrent: true)
    board.note(Onset(time: Self.start, earliest: Self.start, latest: Self.start), number: 0)
    #expect(board.revision != revision)
    #expect(board.current[Self.key(0)]?.level == .red && board.onsets[Self.key(0)]?.time == Self.start)
    #expect(board.histories[Self.key(0)]?.points.count == 2 && before[Self.key(0)]?.points.count == 1)
  }

  @Test("No more points are kept than are asked for, the newest of them")
  func limit() throws {
    let board = SeriesBoard(historyLimit: 40)
    for pane in 1...500 { board.take(Self.reading(0, pane: pane), number: 0, isCurrent: true) }
    let points = try #require(board.histories[Self.key(0)]?.points)
    #expect((40...45).contains(points.count))
    #expect(points.map(\.time) == (501 - points.count...500).map { Self.start + .minutes(5) * Int64($0) })
    #expect(!SeriesBoard(historyLimit: 0).keepsPast)
  }

  @Test(
    "However many series there are, their past stays within the budget",
    arguments: [(50, 1 << 20), (1000, 1 << 20), (3000, 1 << 20), (3000, 8 << 20)])
  func budget(series: Int, bytes: Int) {
    let board = SeriesBoard(historyLimit: 288, historyBudget: bytes)
    // They come one after another, and somebody looks now and then.
    for pane in 1...120 {
      for number in 0..<series * min(pane, 10) / 10 {
        board.take(Self.reading(number, pane: pane), number: number, isCurrent: true)
      }
      if pane.isMultiple(of: 7) { _ = board.histories }
      #expect(board.historySize <= bytes, "pane \(pane)")
    }
    let counts = board.histories.values.map(\.points.count)
    #expect(counts.count == series && (counts.min() ?? 0) >= 4)
    // What fits is used: at least a third of it, if it is not all there is.
    if (counts.max() ?? 0) < 111 { #expect(board.historySize * 3 >= bytes) }
  }

  @Test("What is known from before a restart goes in front of what has come since")
  func recall() {
    let board = SeriesBoard(historyLimit: 40)
    let old = SeriesBoard(historyLimit: 40)
    for pane in 1...30 {
      for number in 0..<3 {
        old.take(Self.reading(number, pane: pane, level: pane == 5 ? .red : .green), number: number, isCurrent: true)
      }
    }
    // One series has gone on before the past was read, one goes on after that, one is over.
    for pane in 25...35 { board.take(Self.reading(0, pane: pane), number: 7, isCurrent: true) }
    board.recall(old.histories, readings: old.current)
    board.take(Self.reading(1, pane: 31), number: 3, isCurrent: true)
    let histories = board.histories
    #expect(histories[Self.key(0)]?.points.count == 35 && histories[Self.key(1)]?.points.count == 31)
    #expect(histories[Self.key(2)] == old.histories[Self.key(2)])
    for history in histories.values {
      #expect(history.points.map(\.time) == history.points.map(\.time).sorted())
      #expect(history.firstRed == Self.start + .minutes(25))
    }
    #expect(board.current[Self.key(0)]?.windowEnd == Self.start + .minutes(5 * 35))
    #expect(board.current[Self.key(2)]?.windowEnd == Self.start + .minutes(5 * 30))
    #expect(board.newest.count == 2, "nothing is decided by what is recalled")
  }
}
