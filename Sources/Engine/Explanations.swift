import Notation
import Readings
import Windows

/// Why figures are red, for those who look: worked out when a picture is made, and kept for as long as it holds. A class
/// because it remembers.
final class Explanations {
  /// By number of the series: what carries the reading of a window.
  private var causes: [Int: (windowEnd: Instant, cause: RootCause?)] = [:]

  /// What is worked out at a time. The rest waits for the next picture, so that none is late.
  private static let newCauses = 8

  /// What carries the red readings of all traffic. While a new window's is not worked out, the former one's stands.
  func causes(_ board: SeriesBoard, _ windows: RollingWindows) -> [SeriesKey: RootCause] {
    var result: [SeriesKey: RootCause] = [:]
    var budget = Self.newCauses
    for (reading, number) in zip(board.newest, board.numbers)
    where reading.level == .red && reading.key.version == "*" && reading.key.segment == "all" {
      if causes[number]?.windowEnd != reading.windowEnd, budget > 0 {
        budget -= 1
        causes[number] = (reading.windowEnd, windows.rootCause(of: reading.key, windowEnd: reading.windowEnd))
      }
      if let cause = causes[number]?.cause { result[reading.key] = cause }
    }
    return result
  }
}
