import Notation
import Readings
import Testing

@testable import Windows

@Suite("When figures that rest on labels are evaluated and written")
struct RevisionTests {
  /// Coverage per step in hundredths, whether it is final, the level, and the revision to write with (0: not written).
  typealias Step = (coverage: Int, isFinal: Bool, level: Level, revision: Int)

  @Test(
    "Written when coverage first suffices, when the level changes, and when it is final",
    arguments: [
      [
        (10, false, .green, 0), (49, false, .red, 0), (50, false, .green, 1), (60, false, .green, 0),
        (70, true, .green, 2),
      ],
      [(60, false, .green, 1), (65, false, .yellow, 2), (70, false, .yellow, 0), (75, false, .insufficient, 3)],
      [(0, true, .nodata, 1), (90, false, .red, 0), (90, true, .red, 0)],
      [
        (80, false, .green, 1), (40, false, .green, 0), (40, false, .red, 2), (100, true, .red, 3),
        (100, true, .green, 0),
      ],
    ] as [[Step]])
  func decisions(steps: [Step]) {
    var revisions = LabelRevisions(minCoverage: 0.5)
    let key = SeriesKey(metric: .f1, window: "1h")
    let end = Instant(seconds: 3600)
    var last = 0
    for step in steps {
      let state = revisions.decide(
        key, windowEnd: end, coverage: Double(step.coverage) / 100, isFinal: step.isFinal, level: step.level)
      #expect(state?.revision ?? 0 == step.revision)
      if let state {
        #expect(
          state == LabelState(coverage: Double(step.coverage) / 100, revision: step.revision, isFinal: step.isFinal))
        last = state.revision
      }
      #expect(revisions.revision(of: key, windowEnd: end) == last)
    }
  }

  @Test("Windows and series are kept apart, and forgotten when they are over")
  func apart() {
    var revisions = LabelRevisions(minCoverage: 0.5)
    let keys = [SeriesKey(metric: .f1, window: "1h"), SeriesKey(metric: .f1, segment: "region=a", window: "1h")]
    for key in keys {
      for hour in 1...3 as ClosedRange<Int64> {
        let state = revisions.decide(
          key, windowEnd: Instant(seconds: hour * 3600), coverage: 1, isFinal: false, level: .green)
        #expect(state?.revision == 1)
      }
    }
    revisions.forget(before: Instant(seconds: 7200))
    #expect(keys.map { revisions.revision(of: $0, windowEnd: Instant(seconds: 3600)) } == [0, 0])
    #expect(keys.map { revisions.revision(of: $0, windowEnd: Instant(seconds: 7200)) } == [1, 1])
  }

  @Test("A window is due at the minimal coverage, with each twentieth more, and at its end")
  func agenda() {
    var agenda = WindowAgenda(paneCount: 2, minCoverage: 0.5)
    var labelled: [Int: Int64] = [:]
    func due(_ agenda: inout WindowAgenda, settledThrough: Int = 0) -> (items: [String], current: Int?) {
      let (items, current) = agenda.due(
        totals: { range in (Int64(range.count) * 50, range.reduce(0) { $0 + (labelled[$1] ?? 0) }) },
        isSettled: { $0 <= settledThrough })
      return (items.map { "\($0.end)\($0.isFinal ? " final" : "")" }, current?.end)
    }
    for end in 10...12 { agenda.add(end: end) }
    #expect(agenda.earliestPane == 8)
    #expect(due(&agenda) == ([], nil))
    labelled = [8: 49, 9: 0]
    #expect(due(&agenda) == ([], nil))
    labelled = [8: 50, 9: 0]
    #expect(due(&agenda) == (["10"], 10))
    labelled = [8: 50, 9: 4]
    #expect(due(&agenda) == ([], 10))
    labelled = [8: 50, 9: 5]
    #expect(due(&agenda) == (["10"], 10))
    labelled = [8: 50, 9: 50, 10: 20]
    #expect(due(&agenda) == (["10 final", "11"], 11))
    #expect(agenda.earliestPane == 9)
    #expect(due(&agenda, settledThrough: 12) == (["11 final", "12 final"], 11))
    #expect(agenda.earliestPane == nil)
    #expect(due(&agenda, settledThrough: 99) == ([], nil))
  }

  @Test("The window that alerts go by stays when it is complete and an older one is not")
  func newestStays() {
    var agenda = WindowAgenda(paneCount: 1, minCoverage: 0.5)
    func due(_ labelled: [Int: Int64], settledThrough: Int = 0) -> WindowAgenda.Item? {
      agenda.due(
        totals: { range in (Int64(range.count) * 10, range.reduce(0) { $0 + (labelled[$1] ?? 0) }) },
        isSettled: { $0 <= settledThrough }
      ).current
    }
    for end in 1...3 { agenda.add(end: end) }
    #expect(due([0: 9, 1: 10]) == .init(end: 2, isFinal: true))
    #expect(due([0: 9, 1: 10]) == .init(end: 2, isFinal: true))
    #expect(agenda.earliestPane == 0)
    #expect(due([0: 10, 1: 10]) == .init(end: 2, isFinal: true))
    #expect(agenda.earliestPane == 1)
    #expect(due([0: 10, 1: 10, 2: 5]) == .init(end: 3, isFinal: false))
    #expect(due([2: 5], settledThrough: 9) == .init(end: 3, isFinal: true))
    #expect(agenda.earliestPane == nil)
  }
}
