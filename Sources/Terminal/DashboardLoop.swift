import Dashboard
import Notation
import Readings

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Why the dashboard was closed.
package enum DashboardExit: Equatable, Sendable {
  /// The user quit.
  case quit
  /// SIGTERM, SIGINT or SIGHUP by its number; the terminal going away counts as SIGHUP.
  case signal(Int32)
}

/// Shows the dashboard until the user quits or the process is asked to end; blocks the calling thread, which has the
/// terminal to itself. The terminal is given back on every way out.
///
/// - Parameters:
///   - nextSnapshot: What has been published since it was last asked, or `nil`. Asked about ten times a second.
///   - now: The wall clock; only the age in the header depends on it.
///   - send: Takes what the user asks of the engine: `setReplayPaused` and `setReplaySpeed`.
/// - Throws: ``TerminalError`` where there is no terminal to show it on.
package func runDashboard(
  options: TerminalOptions, environment: [String: String], now: () -> Instant, nextSnapshot: () -> Snapshot?,
  send: (DashboardEffect) -> Void
) throws(TerminalError) -> DashboardExit {
  let session = try TerminalSession(options: options, environment: environment)
  defer { session.close() }
  return runDashboard(on: session, now: now, nextSnapshot: nextSnapshot, send: send)
}

/// The loop on a terminal that is open already.
package func runDashboard(
  on session: TerminalSession, now: () -> Instant, nextSnapshot: () -> Snapshot?, send: (DashboardEffect) -> Void
) -> DashboardExit {
  var state = DashboardState(width: session.width, height: session.height)
  var pacer = FramePacer()
  _ = state.update(.tick(now()))
  while true {
    let time = now()
    if pacer.isSnapshotDue(at: time), let snapshot = nextSnapshot() {
      _ = state.update(.snapshot(snapshot))
      pacer.needsFrame = true
    }
    if pacer.isTickDue(at: time) {
      _ = state.update(.tick(time))
      pacer.needsFrame = true
    }
    if pacer.needsFrame {
      session.show(render(state, capabilities: session.capabilities))
      pacer.needsFrame = false
    }
    for wake in session.wait(milliseconds: FramePacer.pollMilliseconds) {
      switch wake {
      case .hangup: return .signal(SIGHUP)
      case .signal(SIGTSTP), .signal(SIGCONT):
        if wake == .signal(SIGTSTP) { session.suspend() } else { session.resume() }
        _ = state.update(.resize(width: session.width, height: session.height))
        pacer.needsFrame = true
      case .signal(let number): return .signal(number)
      case .input(.resized):
        _ = state.update(.resize(width: session.width, height: session.height))
        session.forceRedraw()
        pacer.needsFrame = true
      case .input(.key(let key)):
        for effect in state.update(.key(key)) {
          switch effect {
          case .quit: return .quit
          case .redraw: session.forceRedraw()
          case .setReplayPaused, .setReplaySpeed: send(effect)
          }
        }
        pacer.needsFrame = true
      }
    }
  }
}
