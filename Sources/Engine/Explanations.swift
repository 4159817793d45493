import Notation
import Readings
import Windows

/// Why figures are red, for those who look: worked out when a picture is made, and kept for as long as it holds. A class
/// because it remembers.
final class Explanations {
  /// By number of the series: what carries the reading of a window.
  private var causes: [Int: (windowEnd: Instant, cause: RootCause?)] = [:]

  /// The last answer, and the board's revision that it holds for.
  private var answer: (revision: Int, causes: [SeriesKey: RootCause])?

  /// What is worked out at a time. The rest waits for the next picture, so that none is late.
  private static let newCauses = 8

  /// What carries the red readings of all traffic. While a new window's is not worked out, the former one's stands.
  func causes(_ board: SeriesBoard, _ windows: RollingWindows) -> [SeriesKey: RootCause] {
    if let answer, answer.revision == board.revision { return answer.causes }
    var result: [SeriesKey: RootCause] = [:]
    var budget = Self.newCauses
    var isComplete = true
    for (reading, number) in zip(board.newest, board.numbers)
    where reading.level == .red && reading.key.version == "*" && reading.key.segment == "all" {
      if causes[number]?.windowEnd != reading.windowEnd {
        if budget > 0 {
          budget -= 1
          causes[number] = (reading.windowEnd, windows.rootCause(of: reading.key, windowEnd: reading.windowEnd))
        } else {
          isComplete = false
        }
      }
      if let cause = causes[number]?.cause { result[reading.key] = cause }
    }
    answer = isComplete ? (board.revision, result) : nil
    return result
  }
}
