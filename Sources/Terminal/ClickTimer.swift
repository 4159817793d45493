import Dashboard
import Notation

/// Makes clicks, double clicks and turns of the wheel of what the mouse reports. A press is a click at once, and the
/// second one on the same cell within ``interval`` a double click.
package struct ClickTimer: Sendable {
  package static let interval = TimeSpan(microseconds: 400_000)

  private var last: (x: Int, y: Int, time: Instant)?

  package init() {}

  /// `nil` for releases, motion, other buttons, and clicks that are held together with a key, which are the terminal's.
  ///
  /// - Parameter time: Of a clock that is never set.
  package mutating func event(of report: MouseDecoder.Report, at time: Instant) -> MouseEvent? {
    guard report.isPress else { return nil }
    switch report.button {
    case 64: return MouseEvent(.wheelUp, x: report.x, y: report.y)
    case 65: return MouseEvent(.wheelDown, x: report.x, y: report.y)
    case 0: break
    default: return nil
    }
    if let last, last.x == report.x, last.y == report.y, time >= last.time,
      time - last.time <= Self.interval
    {
      // A third click begins anew.
      self.last = nil
      return MouseEvent(.doubleClick, x: report.x, y: report.y)
    }
    last = (report.x, report.y, time)
    return MouseEvent(.click, x: report.x, y: report.y)
  }
}
