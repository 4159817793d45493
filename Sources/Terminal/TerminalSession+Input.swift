import CNcurses
import Dashboard

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension TerminalSession {
  /// What woke the loop.
  package enum Wake: Equatable, Sendable {
    case input(TerminalInput)
    case signal(Int32)
    /// The feed has something.
    case feed
    /// The terminal is gone.
    case hangup
  }

  /// Keys that are read at once; those of a paste that is longer wait for the next picture.
  private static let mostKeys = 256

  /// Waits at most so long for keys, the mouse, a new size, signals or the feed, and returns all there are.
  ///
  /// - Parameter feed: A descriptor that is looked at, too; negative for none.
  package func wait(milliseconds: Int, feed: Int32 = -1) -> [Wake] {
    var wakes: [Wake] = []
    let isUrgent = hasNewSize || !earlierSignals.isEmpty
    let ready = curses_wait(input, signals, feed, isUrgent ? 0 : Int32(clamping: milliseconds))
    var numbers = earlierSignals
    earlierSignals = []
    if Int(ready) & CURSES_SIGNAL != 0 {
      while case let number = curses_read_signal(signals), number != 0 { numbers.append(number) }
    }
    for number in numbers where number != SIGWINCH { wakes.append(.signal(number)) }
    if curses_take_size() || hasNewSize {
      hasNewSize = false
      wakes.append(.input(.resized))
    }
    let isSilent = !readKeys(into: &wakes)
    if Int(ready) & CURSES_WAKE != 0 { wakes.append(.feed) }
    if isSilent, Int(ready) & CURSES_HANGUP != 0 { wakes.append(.hangup) }
    return wakes
  }

  /// Whether there was anything to read. Curses may hold keys that no descriptor announces.
  private func readKeys(into wakes: inout [Wake]) -> Bool {
    var value: UInt32 = 0
    var hasRead = false
    for _ in 0..<Self.mostKeys {
      switch curses_read_key(&value) {
      case CURSES_KEY_CHARACTER:
        if mouse.isReading {
          let event = mouse.take(value).flatMap { clicks.event(of: $0, at: clock()) }
          if let event { wakes.append(.input(.mouse(event))) }
        } else if let key = KeyDecoder.character(value) {
          wakes.append(.input(key))
        }
      case CURSES_KEY_FUNCTION:
        switch Int(value) {
        case CURSES_KEY_MOUSE_SGR: mouse.begin(isSGR: true)
        case CURSES_KEY_MOUSE_PLAIN: mouse.begin(isSGR: false)
        default:
          mouse.abandon()
          if let key = KeyDecoder.function(value) { wakes.append(.input(key)) }
        }
      default: return hasRead
      }
      hasRead = true
    }
    return hasRead
  }
}
