import Dashboard
import Foundation
import Notation
import Readings
import Synchronization
import Terminal
import Testing

/// On a pseudo-terminal whose other end the test reads. One at a time: curses has one screen.
@Suite("Terminal session", .serialized)
struct TerminalSessionTests {
  /// A pseudo-terminal of 80 × 24 cells. A thread reads what is sent to it, or its small buffer would fill up and
  /// block the sender.
  final class PseudoTerminal: Sendable {
    let master: Int32
    let slave: Int32
    private let received = Mutex<[UInt8]>([])
    private let isOver = Atomic<Bool>(false)

    init() throws {
      var ends: (master: Int32, slave: Int32) = (-1, -1)
      var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
      try #require(openpty(&ends.master, &ends.slave, nil, nil, &size) == 0)
      (master, slave) = ends
    }

    /// Runs a test's body with the reader beside it.
    func use(_ body: () throws -> Void) rethrows {
      Thread.detachNewThread { self.receive() }
      defer {
        isOver.store(true, ordering: .releasing)
        close(slave)
      }
      try body()
    }

    private func receive() {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while !isOver.load(ordering: .acquiring) {
        var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 10) > 0 else { continue }
        let count = read(master, &buffer, buffer.count)
        guard count > 0 else { break }
        received.withLock { $0 += buffer[..<count] }
      }
      close(master)
    }

    func resize(_ columns: UInt16, _ rows: UInt16) throws {
      var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
      try #require(ioctl(slave, UInt(TIOCSWINSZ), &size) == 0)
    }

    func modes() throws -> [UInt32] {
      var modes = termios()
      try #require(tcgetattr(slave, &modes) == 0)
      return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
    }

    /// What was sent to the terminal since the last call, once nothing more has come for a moment.
    func output() -> String {
      var count = -1
      while case let now = received.withLock(\.count), now != count {
        count = now
        usleep(80_000)
      }
      return received.withLock { bytes in
        defer { bytes = [] }
        return String(decoding: bytes, as: UTF8.self)
      }
    }

    func type(_ text: String) {
      var text = text
      text.withUTF8 { _ = write(master, $0.baseAddress, $0.count) }
    }
  }

  private func session(on terminal: PseudoTerminal, title: String? = nil) throws -> TerminalSession {
    setenv("TERM", "xterm-256color", 1)
    unsetenv("LINES")
    unsetenv("COLUMNS")
    return try TerminalSession(
      input: terminal.slave, output: terminal.slave, ownsInput: false, options: TerminalOptions(title: title),
      environment: ["TERM": "xterm-256color"])
  }

  @Test("Opened and closed, the terminal is as it was")
  func givesBack() throws {
    let terminal = try PseudoTerminal()
    try terminal.use {
      let before = try terminal.modes()
      let session = try session(on: terminal, title: "leeway \u{1B}x")
      #expect(try terminal.modes() != before)
      #expect(session.width == 80 && session.height == 24)
      session.show(Canvas(width: 80, height: 24))
      session.close()
      session.close()
      #expect(try terminal.modes() == before)
      let output = terminal.output()
      #expect(output.contains("\u{1B}[?1049h") && output.contains("\u{1B}[?1049l"), "alternate screen on and off")
      #expect(output.contains("\u{1B}[?25l") && output.contains("\u{1B}[?25h"), "cursor off and on")
      #expect(output.contains("\u{1B}]2;leeway x\u{07}") && output.contains("\u{1B}[23;2t"), "title set and given back")
    }
  }

  @Test("Only what differs is sent")
  func sendsDifferences() throws {
    let terminal = try PseudoTerminal()
    try terminal.use {
      let session = try session(on: terminal)
      defer { session.close() }
      var canvas = Canvas(width: 80, height: 24, isUnicode: session.capabilities.isUnicode)
      for row in 0..<24 { canvas.put("row \(row) of the first picture", x: 0, y: row) }
      session.show(canvas)
      #expect(terminal.output().contains("row 17 of the first picture"))
      session.show(canvas)
      #expect(terminal.output().isEmpty, "nothing changed")
      canvas.put("X", x: 40, y: 12, style: .level(.red))
      session.show(canvas)
      let difference = terminal.output()
      #expect(difference.contains("X") && difference.utf8.count < 60)
      session.forceRedraw()
      session.show(canvas)
      #expect(terminal.output().contains("row 3 of the first picture"))
    }
  }

  @Test("Keys arrive decoded, and a resize as one")
  func keys() throws {
    let terminal = try PseudoTerminal()
    try terminal.use {
      let session = try session(on: terminal)
      defer { session.close() }
      session.show(Canvas(width: 80, height: 24))
      terminal.type("q\u{1B}OA\t")
      var wakes: [TerminalSession.Wake] = []
      for _ in 0..<20 where wakes.count < 3 { wakes += session.wait(milliseconds: 50) }
      #expect(wakes == [.input(.key(.character("q"))), .input(.key(.up)), .input(.key(.tab))])
      try terminal.resize(100, 30)
      raise(SIGWINCH)
      wakes = []
      for _ in 0..<20 where wakes.isEmpty { wakes += session.wait(milliseconds: 50) }
      #expect(wakes == [.input(.resized)])
      #expect(session.width == 100 && session.height == 30)
    }
  }

  @Test("A signal to end wakes the loop", arguments: [SIGTERM, SIGINT, SIGHUP])
  func signals(number: Int32) throws {
    let terminal = try PseudoTerminal()
    try terminal.use {
      let session = try session(on: terminal)
      defer { session.close() }
      raise(number)
      let exit = runDashboard(on: session, now: { Instant(seconds: 0) }, nextSnapshot: { nil }, send: { _ in })
      #expect(exit == .signal(number))
    }
  }

  @Test("The loop passes effects on and ends on q")
  func loop() throws {
    let terminal = try PseudoTerminal()
    try terminal.use {
      let session = try session(on: terminal)
      defer { session.close() }
      let snapshot = Snapshot(
        model: "credit-risk", mode: .replay(speed: 600, isPaused: false), time: Instant(seconds: 0), pane: .minutes(5),
        windows: ["1h"], versions: [], features: [], segments: ["all"], attributes: [], readings: [:], histories: [:],
        histograms: [:], alerts: [], log: [], ingest: IngestStatus())
      terminal.type(" +q")
      var effects: [DashboardEffect] = []
      let exit = runDashboard(
        on: session, now: { Instant(seconds: 0) }, nextSnapshot: { snapshot }, send: { effects.append($0) })
      #expect(exit == .quit)
      #expect(effects == [.setReplayPaused(true), .setReplaySpeed(1200)])
      #expect(terminal.output().contains("waiting for the first pane"))
    }
  }
}
