import Notation

/// A drifting log cut in two, such that all that the join of labels knows lies across the cut: predictions that wait for
/// their label or have one, labels that are not in effect yet or have no prediction, late predictions that have not
/// arrived, revised and repeated labels, repeated predictions.
struct InterruptedLog {
  /// Lines before the cut.
  static let predictionCount = 2291
  static let labelCount = 2000

  let predictions: [String]
  let labels: [String]

  init() {
    let log = DriftingLog(seed: 11)
    // Read long after their time, but before their pane closes.
    let late = [1990, 2010, 2030, 2050]
    // Read only when their labels have been in effect for a while.
    let withheld = Array(stride(from: 1500, to: 2000, by: 50))
    let moved = Set(late + withheld)
    let inTime = log.predictions.indices.filter { !moved.contains($0) }
    let (past, future) = (inTime.filter { $0 < 2300 }, inTime.filter { $0 >= 2300 })
    let again = [1010, 1210, 2200, 2290]
    predictions =
      past.map { log.predictions[$0] } + ["nonsense\n"] + late.map { log.predictions[$0] }
      + (withheld + again + future).map { log.predictions[$0] }

    func label(_ id: String, _ value: Int, _ seconds: Int64) -> String {
      "{\"id\":\"\(id)\",\"label\":\(value),\"ts\":\"\((DriftingLog.start + TimeSpan(seconds: seconds)).rfc3339)\"}\n"
    }
    var extra = [label("nobody", 1, 3600), label("never", 0, 7200), label("r3599", 1, 8000)]
    for row in stride(from: 1020, to: 2000, by: 70) {
      // In effect before the cut, scheduled at the cut, and read behind it; one of each two is another value than before.
      for seconds in [8400, 9100, 11_000] as [Int64] {
        extra.append(label("r\(row)", 0, seconds))
        extra.append(label("r\(row)", 1, seconds + 7))
      }
    }
    // Lines end in their time, which is of one length; the sort is stable.
    labels = (log.labels + extra).sorted { $0.suffix(23) < $1.suffix(23) }
  }
}
