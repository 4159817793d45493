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

  private func session(
    on terminal: PseudoTerminal, type: String = "xterm-256color",
    options: TerminalOptions = TerminalOptions(),
    clock: @escaping () -> Instant = monotonicClock
  ) throws -> TerminalSession {
    setenv("TERM", type, 1)
    return try TerminalSession(
      input: terminal.slave, output: terminal.slave, ownsInput: false, options: options,
      environment: ["TERM": type],
      clock: clock)
  }

  @Test("Ctrl-S, Ctrl-Q and Ctrl-V are keys like others, before and after the terminal was taken again")
  func controlKeys() throws {
    let terminal = try PseudoTerminal()
    try terminal.use {
      let session = try session(on: terminal)
      defer { session.close() }
      for _ in 0..<2 {
        terminal.type("\u{13}\u{11}\u{16}x")
        var keys: [Key] = []
        for _ in 0..<50 where keys.last != .character("x") {
          for case .input(.key(let key)) in session.wait(milliseconds: 100) { keys.append(key) }
        }
        #expect(keys == [.control("s"), .control("q"), .control("v"), .character("x")])
        session.resume()
      }
    }
  }

  @Test("Opened and closed, the terminal is as it was")
  func givesBack() throws {
    let terminal = try PseudoTerminal()
    try terminal.use {
      let before = try terminal.modes()
      let session = try session(on: terminal)
      #expect(try terminal.modes() != before)
      #expect(session.width == 80 && session.height == 24)
      session.setMouse(true)
      session.setTitle("leeway \u{1B}x")
      session.show(Canvas(width: 80, height: 24))
      session.close()
      session.close()
      #expect(try terminal.modes() == before)
      let output = terminal.output()
      #expect(
        output.contains("\u{1B}[?1049h") && output.contains("\u{1B}[?1049l"),
        "alternate screen on and off")
      #expect(output.contains("\u{1B}[?25l") && output.contains("\u{1B}[?25h"), "cursor off and on")
      #expect(
        output.contains("\u{1B}]2;leeway x\u{07}") && output.contains("\u{1B}[23;2t"),
        "title set and given back")
      #expect(
        output.contains("\u{1B}[?1000h") && output.contains("\u{1B}[?1000l"), "mouse on and off")
      #expect(
        output.ranges(of: "\u{1B}[22;2t").count == 1 && output.ranges(of: "\u{1B}[23;2t").count == 1
      )
    }
  }

  @Test(
    "Kernel consoles and terminals of long ago are sent nothing that they do not know",
    arguments: ["linux", "vt100"])
  func plainTerminals(type: String) throws {
    let terminal = try PseudoTerminal()
    try terminal.use {
      let session = try session(
        on: terminal, type: type, options: TerminalOptions(notification: .desktop))
      session.setMouse(true)
      session.setTitle("leeway")
      session.notify("red")
      #expect(session.copy("text") != nil)
      var canvas = Canvas(width: 80, height: 24, isUnicode: session.capabilities.isUnicode)
      canvas.put("\u{28FF} \u{256D}", x: 0, y: 0, style: .level(.red))
      session.show(canvas)
      session.close()
      let output = terminal.output()
      for sequence in ["\u{1B}]", "\u{1B}P", "[?1000", "[?2026", "[22;2t", "38;5"] {
        #expect(!output.contains(sequence), "\(type) \(sequence.dropFirst())")
      }
      #expect(output.contains("\u{07}"))
      if type == "linux" { #expect(!output.unicodeScalars.contains("\u{28FF}"), "its font has no braille") }
    }
  }

  @Test("A frame is one piece between its marks, and counted")
  func frames() throws {
    let terminal = try PseudoTerminal()
    try terminal.use {
      let session = try session(on: terminal, type: "tmux-256color")
      defer { session.close() }
      _ = terminal.output()
      let before = session.statistics.bytes
      var canvas = Canvas(width: 80, height: 24, isUnicode: session.capabilities.isUnicode)
      for row in 0..<24 {
        canvas.put(String(repeating: "x", count: 80), x: 0, y: row, style: .level(.yellow))
      }
      session.show { canvas }
      let output = terminal.output()
      #expect(output.hasPrefix("\u{1B}[?2026h") && output.hasSuffix("\u{1B}[?2026l"))
      #expect(output.utf8.count == session.statistics.bytes - before)
      session.show { canvas }
      #expect(terminal.output().isEmpty)
      #expect(session.statistics.frames == 1 && session.statistics.unchanged == 1)
      #expect(session.statistics.largestFrame == output.utf8.count && session.statistics.time > 0)
      session.show(theme: .light) { canvas }
      #expect(terminal.output().contains("\u{1B}[38;5;130m"), "another theme, other colours")
    }
  }

  @Test("What the mouse does arrives in order with the keys, in pieces too")
  func mouse() throws {
    let terminal = try PseudoTerminal()
    try terminal.use {
      let time = Mutex(Instant(seconds: 0))
      let session = try session(on: terminal, clock: { time.withLock { $0 } })
      defer { session.close() }
      session.setMouse(true)
      terminal.type("a\u{1B}[<0;12;5M\u{1B}[<0;12;5mb\u{1B}[<0;12;")
      var wakes: [TerminalSession.Wake] = []
      for _ in 0..<20 where wakes.count < 3 { wakes += session.wait(milliseconds: 50) }
      terminal.type("5M\u{1B}[<64;1;1M")
      for _ in 0..<20 where wakes.count < 5 { wakes += session.wait(milliseconds: 50) }
      #expect(
        wakes == [
          .input(.key(.character("a"))), .input(.mouse(MouseEvent(.click, x: 11, y: 4))),
          .input(.key(.character("b"))), .input(.mouse(MouseEvent(.doubleClick, x: 11, y: 4))),
          .input(.mouse(MouseEvent(.wheelUp, x: 0, y: 0))),
        ])
    }
  }

  @Test("A picture of an old size is not sent, and the new size is told at once")
  func resizeBetweenFrames() throws {
    let terminal = try PseudoTerminal()
    try terminal.use {
      let session = try session(on: terminal)
      defer { session.close() }
      session.show(Canvas(width: 80, height: 24))
      _ = terminal.output()
      var canvas = Canvas(width: 80, height: 24)
      canvas.put("debris", x: 70, y: 20)
      try terminal.resize(60, 10)
      session.show(canvas)
      #expect(terminal.output().isEmpty)
      #expect(session.wait(milliseconds: 5000) == [.input(.resized)])
      #expect(session.width == 60 && session.height == 10)
      try terminal.resize(0, 0)
      raise(SIGWINCH)
      #expect(session.wait(milliseconds: 0).isEmpty)
      #expect(session.width == 60 && session.height == 10, "a size of nothing is none")
    }
  }

  @Test("A terminal that takes nothing more does not keep the program from ending")
  func stuckTerminal() throws {
    let terminal = try PseudoTerminal()
    let session = try session(on: terminal)
    defer {
      close(terminal.master)
      close(terminal.slave)
    }
    // Nobody reads: the buffer of the pseudo-terminal fills up.
    raise(SIGTERM)
    for row in 0..<200 {
      var canvas = Canvas(width: 80, height: 24)
      for y in 0..<24 { canvas.put("\(row) \(y) " + String(repeating: "y", count: 70), x: 0, y: y) }
      session.forceRedraw()
      session.show(canvas)
    }
    session.close()
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
      let feed = ScriptedFeed([])
      let exit = runDashboard(
        on: session, from: DashboardState(width: 80, height: 24), now: { Instant(seconds: 0) },
        feed: feed)
      #expect(exit == .signal(number))
      #expect(feed.views.count == 1, "the view is kept")
    }
  }

  @Test("The loop passes effects on and ends on q")
  func loop() throws {
    let terminal = try PseudoTerminal()
    try terminal.use {
      let session = try session(on: terminal)
      defer { session.close() }
      let feed = ScriptedFeed([.snapshot(.empty)])
      terminal.type(" +q")
      let exit = runDashboard(
        on: session, from: DashboardState(width: 80, height: 24), now: { Instant(seconds: 0) },
        feed: feed)
      #expect(exit == .quit)
      #expect(feed.effects == [.setReplayPaused(true), .setReplaySpeed(1200)])
      let output = terminal.output()
      #expect(output.contains("waiting for the first pane"))
      #expect(output.contains("\u{1B}]2;leeway: credit-risk"), "the title tells the model")
    }
  }

  @Test("A feed that tells of news is asked at once, and only then")
  func wakingFeed() throws {
    let terminal = try PseudoTerminal()
    try terminal.use {
      let session = try session(on: terminal)
      defer { session.close() }
      var ends: [Int32] = [-1, -1]
      try #require(pipe(&ends) == 0)
      defer { for end in ends { close(end) } }
      let feed = ScriptedFeed([], wakeDescriptor: ends[0])
      let teller = ends[1]
      Thread.detachNewThread {
        usleep(300_000)
        feed.add(.snapshot(.empty))
        _ = write(teller, "x", 1)
        usleep(200_000)
        terminal.type("q")
      }
      let exit = runDashboard(
        on: session, from: DashboardState(width: 80, height: 24), now: { Instant(seconds: 0) },
        feed: feed)
      #expect(exit == .quit)
      #expect(feed.asked == 2, "once at the start")
      #expect(terminal.output().contains("credit-risk"))
    }
  }
}

extension Snapshot {
  fileprivate static let empty = Snapshot(
    model: "credit-risk", mode: .replay(speed: 600, isPaused: false), time: Instant(seconds: 0),
    pane: .minutes(5),
    windows: ["1h"], versions: [], features: [], segments: ["all"], attributes: [], readings: [:],
    histories: [:],
    histograms: [:], alerts: [], log: [], ingest: IngestStatus())
}
