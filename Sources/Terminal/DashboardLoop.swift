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

/// Where the loop gets what happens from, and who carries out what is not the terminal's. Used on the loop's thread.
package protocol DashboardFeed: AnyObject {
  /// Becomes readable when there are events; −1 where they have to be asked for.
  var wakeDescriptor: Int32 { get }
  /// What has happened since it was last asked: snapshots, links, answers.
  func takeEvents() -> [DashboardEvent]
  /// Carries out replay control, decisions and exports; must not block.
  func carryOut(_ effect: DashboardEffect)
  /// Keeps the view for the next start. Called when it has changed, at most once a second, and at the end.
  func save(_ view: SavedView)
}

/// Shows the dashboard until the user quits or the process is asked to end; blocks the calling thread, which has the
/// terminal to itself. The terminal is given back on every way out.
///
/// - Parameters:
///   - saved: The view as it was left; `nil` for a first start.
///   - now: The wall clock; only ages depend on it.
///   - report: Is told at the end what drawing has cost.
/// - Throws: ``TerminalError`` where there is no terminal to show it on.
package func runDashboard(
  options: TerminalOptions, dashboard: DashboardOptions, saved: SavedView?,
  environment: [String: String],
  now: () -> Instant, feed: any DashboardFeed, report: (FrameStatistics) -> Void = { _ in }
) throws(TerminalError) -> DashboardExit {
  let session = try TerminalSession(options: options, environment: environment)
  defer {
    session.close()
    report(session.statistics)
  }
  var state = DashboardState(width: session.width, height: session.height, options: dashboard)
  if let saved { state.restore(saved, except: dashboard.asked) }
  return runDashboard(on: session, from: state, now: now, feed: feed)
}

/// The loop on a terminal that is open already.
package func runDashboard(
  on session: TerminalSession, from state: DashboardState, now: () -> Instant,
  feed: any DashboardFeed
) -> DashboardExit {
  var loop = DashboardLoop(session: session, state: state, feed: feed)
  defer { feed.save(loop.state.savedView) }
  return loop.run(now: now)
}

/// Takes what happens to the state, draws it, and carries out what it asks for.
private struct DashboardLoop {
  let session: TerminalSession
  var state: DashboardState
  let feed: any DashboardFeed
  private var pacer = FramePacer()
  /// The feed has told that it has something, or cannot tell.
  private var hasNews = true
  private var saved: SavedView

  init(session: TerminalSession, state: DashboardState, feed: any DashboardFeed) {
    self.session = session
    self.state = state
    self.feed = feed
    saved = state.savedView
  }

  mutating func run(now: () -> Instant) -> DashboardExit {
    session.setMouse(state.isMouseOn)
    while true {
      let time = session.clock()
      if hasNews, pacer.areNewsDue(at: time), let exit = takeNews(at: time) { return exit }
      if pacer.isTickDue(at: time) {
        if let exit = take(.tick(now())) { return exit }
        save()
      }
      draw()
      // While it is not their turn yet, news would only wake the loop again and again.
      let wakes = session.wait(
        milliseconds: pacer.patience(at: session.clock(), awaitsNews: hasNews),
        feed: hasNews ? -1 : feed.wakeDescriptor
      )
      for wake in wakes { if let exit = take(wake) { return exit } }
    }
  }

  private mutating func takeNews(at time: Instant) -> DashboardExit? {
    hasNews = feed.wakeDescriptor < 0
    let events = feed.takeEvents()
    // Data alone come often enough to be held back: what else is new, as the agent being found, must not delay them.
    pacer.looked(at: time, foundSome: events.contains { if case .snapshot = $0 { true } else { false } })
    for event in events { if let exit = take(event) { return exit } }
    return nil
  }

  private mutating func take(_ wake: TerminalSession.Wake) -> DashboardExit? {
    switch wake {
    case .hangup: return .signal(SIGHUP)
    case .feed: hasNews = true
    case .signal(SIGTSTP), .signal(SIGCONT):
      if wake == .signal(SIGTSTP) { session.suspend() } else { session.resume() }
      return take(.resize(width: session.width, height: session.height))
    case .signal(let number): return .signal(number)
    case .input(.resized):
      session.forceRedraw()
      return take(.resize(width: session.width, height: session.height))
    case .input(.key(let key)): return take(.key(key))
    case .input(.mouse(let event)): return take(.mouse(event))
    }
    return nil
  }

  private mutating func take(_ event: DashboardEvent) -> DashboardExit? {
    let effects = state.update(event)
    pacer.needsFrame = true
    for effect in effects {
      switch effect {
      case .quit: return .quit
      case .redraw: session.forceRedraw()
      case .setMouse(let isOn): session.setMouse(isOn)
      case .copy(let text):
        if let refusal = session.copy(text) {
          _ = state.update(.answer(Answer(refusal, isRefusal: true)))
        }
      case .notify(let text): session.notify(text)
      case .setReplayPaused, .setReplaySpeed, .export, .decide: feed.carryOut(effect)
      }
    }
    return nil
  }

  private mutating func draw() {
    guard pacer.needsFrame else { return }
    pacer.needsFrame = false
    session.show(theme: state.theme) { render(state, capabilities: session.capabilities) }
    guard let program = session.options.title else { return }
    session.setTitle(windowTitle(program, of: state, isUnicode: session.capabilities.isUnicode))
  }

  /// Keeps the view if it has changed.
  private mutating func save() {
    let view = state.savedView
    guard view != saved else { return }
    saved = view
    feed.save(view)
  }
}
