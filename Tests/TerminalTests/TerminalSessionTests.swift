import Dashboard
import Foundation
import Notation
import Readings
import Terminal
import Testing

/// On a pseudo-terminal whose other end the test reads. One at a time: curses has one screen.
@Suite("Terminal session", .serialized)
struct TerminalSessionTests {
  /// The two ends of a pseudo-terminal of 80 × 24 cells.
  final class PseudoTerminal {
    let master: Int32
    let slave: Int32

    init() throws {
      var ends: (master: Int32, slave: Int32) = (-1, -1)
      try #require(openpty(&ends.master, &ends.slave, nil, nil, nil) == 0)
      (master, slave) = ends
      try resize(80, 24)
      _ = fcntl(master, F_SETFL, O_NONBLOCK)
    }

    deinit {
      close(master)
      close(slave)
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

    /// All that was sent to the terminal so far.
    func output() -> String {
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while case let count = read(master, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
      return String(decoding: bytes, as: UTF8.self)
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

  @Test("Only what differs is sent")
  func sendsDifferences() throws {
    let terminal = try PseudoTerminal()
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

  @Test("Keys arrive decoded, and a resize as one")
  func keys() throws {
    let terminal = try PseudoTerminal()
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

  @Test("A signal to end wakes the loop", arguments: [SIGTERM, SIGINT, SIGHUP])
  func signals(number: Int32) throws {
    let terminal = try PseudoTerminal()
    let session = try session(on: terminal)
    defer { session.close() }
    raise(number)
    let exit = runDashboard(on: session, now: { Instant(seconds: 0) }, nextSnapshot: { nil }, send: { _ in })
    #expect(exit == .signal(number))
  }

  @Test("The loop passes effects on and ends on q")
  func loop() throws {
    let terminal = try PseudoTerminal()
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
