import CNcurses
import Dashboard

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The terminal while the dashboard has it: one thread opens, uses and closes it.
///
/// Not `Sendable`, and only one at a time: curses keeps its state in globals.
package final class TerminalSession {
  package let capabilities: Capabilities
  private let palette: Palette
  private let input: Int32
  private let output: Int32
  private let ownsInput: Bool
  private let signals: Int32
  /// Without control characters; `nil` where the terminal has no title.
  private let title: String?
  private var shown: Canvas?
  private var pairs: [ColorPair: Int32] = [:]
  private let pairLimit: Int
  private var isOpen = true

  private struct ColorPair: Hashable {
    var foreground: Int32
    var background: Int32
  }

  /// Takes over the terminal of the process: keys from standard input, or from `/dev/tty` when that is a pipe.
  package convenience init(options: TerminalOptions, environment: [String: String]) throws(TerminalError) {
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    if isatty(STDIN_FILENO) == 1 {
      try self.init(
        input: STDIN_FILENO, output: STDOUT_FILENO, ownsInput: false, options: options, environment: environment)
      return
    }
    let tty = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard tty >= 0 else { throw .noKeyboard }
    try self.init(input: tty, output: STDOUT_FILENO, ownsInput: true, options: options, environment: environment)
  }

  /// Takes over a terminal given by its descriptors. `ownsInput` says whether `input` is closed with the session.
  package init(
    input: Int32, output: Int32, ownsInput: Bool, options: TerminalOptions, environment: [String: String]
  ) throws(TerminalError) {
    let terminal = environment["TERM"] ?? ""
    let isUTF8 = curses_locale_is_utf8()
    let result = curses_open(input, output)
    guard result == CURSES_OPENED else {
      if ownsInput { closeDescriptor(input) }
      switch result {
      case CURSES_UNKNOWN_TERMINAL: throw .unknownTerminal(terminal)
      case CURSES_TOO_SIMPLE: throw .tooSimple(terminal)
      default: throw .system("no descriptor")
      }
    }
    self.input = input
    self.output = output
    self.ownsInput = ownsInput
    capabilities = options.capabilities(
      colorCount: Int(curses_color_count()), isUTF8: isUTF8, environment: environment)
    palette = Palette(mode: capabilities.color)
    pairLimit = Int(curses_pair_count())
    title = TerminalOptions.takesTitle(terminal: terminal) ? options.title.map(Self.printable) : nil
    signals = curses_watch_signals()
    guard signals >= 0 else {
      curses_close()
      if ownsInput { closeDescriptor(input) }
      isOpen = false
      throw .system("no pipe")
    }
    if title != nil { curses_add_crash_bytes(Self.titleBack) }
    takeTitle()
  }

  deinit { close() }

  package var width: Int { Int(curses_width()) }
  package var height: Int { Int(curses_height()) }

  /// Gives the terminal back; safe to call twice.
  package func close() {
    guard isOpen else { return }
    isOpen = false
    giveTitleBack()
    curses_close()
    curses_unwatch_signals()
    if ownsInput { closeDescriptor(input) }
  }

  /// Shows a canvas, sending only what differs from what is on the screen.
  package func show(_ canvas: Canvas) {
    let old = shown?.width == canvas.width && shown?.height == canvas.height ? shown : nil
    if old == nil { curses_erase() }
    let columns = min(canvas.width, width)
    let rows = min(canvas.height, height)
    for y in 0..<rows {
      for x in 0..<columns {
        let index = y * canvas.width + x
        let cell = canvas.cells[index]
        guard cell.width > 0 else { continue }
        if let old, old.cells[index] == cell { continue }
        // The right half of a wide character must be on the screen with its left half.
        guard x + Int(cell.width) <= columns else { continue }
        put(cell, x: x, y: y)
      }
    }
    curses_refresh()
    shown = canvas
  }

  /// Makes the next ``show(_:)`` send every cell.
  package func forceRedraw() {
    shown = nil
    curses_force_redraw()
  }

  /// What woke the loop.
  package enum Wake: Equatable, Sendable {
    case input(TerminalInput)
    case signal(Int32)
    /// The terminal is gone.
    case hangup
  }

  /// Waits at most so long for keys, a new size or signals, and returns all there are.
  package func wait(milliseconds: Int) -> [Wake] {
    let ready = curses_wait(input, signals, Int32(clamping: milliseconds))
    var wakes: [Wake] = []
    if ready & 2 != 0 {
      while case let number = curses_read_signal(signals), number != 0 { wakes.append(.signal(number)) }
    }
    // Without a key too: a new size comes as a key that no descriptor announces.
    var value: UInt32 = 0
    var isSilent = true
    reading: for _ in 0..<256 {
      switch curses_read_key(&value) {
      case CURSES_KEY_CHARACTER:
        if let key = KeyDecoder.character(value) { wakes.append(.input(key)) }
        isSilent = false
      case CURSES_KEY_FUNCTION:
        if let key = KeyDecoder.function(value) { wakes.append(.input(key)) }
        isSilent = false
      default: break reading
      }
    }
    if isSilent, ready & 4 != 0 { wakes.append(.hangup) }
    return wakes
  }

  /// Gives the terminal back, stops the process as Ctrl-Z does, and takes the terminal again when it goes on.
  package func suspend() {
    giveTitleBack()
    curses_suspend()
    curses_stop_process()
    resume()
  }

  /// Takes the terminal again after the process was stopped, by whomever.
  package func resume() {
    curses_resume()
    takeTitle()
    forceRedraw()
  }

  private static let titleBack = "\u{1B}[23;2t"

  private static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }))
  }

  /// Puts the title on the terminal's stack and sets ours (xterm's window operations 22 and 23, OSC 2).
  private func takeTitle() {
    if let title { send("\u{1B}[22;2t\u{1B}]2;\(title)\u{07}") }
  }

  private func giveTitleBack() {
    if title != nil { send(Self.titleBack) }
  }

  private func put(_ cell: Cell, x: Int, y: Int) {
    let attributes = palette.attributes(of: cell.style)
    var flags = 0
    if attributes.isBold { flags |= CURSES_BOLD }
    if attributes.isDim { flags |= CURSES_DIM }
    if attributes.isReversed { flags |= CURSES_REVERSE }
    if attributes.isUnderlined { flags |= CURSES_UNDERLINE }
    curses_put(
      Int32(x), Int32(y), cell.base.value, cell.firstMark?.value ?? 0, cell.secondMark?.value ?? 0, Int32(flags),
      pair(attributes))
  }

  /// The pair for two colours, defined when it is first needed; the terminal's own when there are no more.
  private func pair(_ attributes: TerminalAttributes) -> Int32 {
    let colors = ColorPair(
      foreground: attributes.foreground.map { Int32($0) } ?? -1,
      background: attributes.background.map { Int32($0) } ?? -1)
    if colors.foreground < 0, colors.background < 0 { return 0 }
    if let known = pairs[colors] { return known }
    let next = pairs.count + 1
    guard next < pairLimit, curses_define_pair(Int32(next), colors.foreground, colors.background) else { return 0 }
    pairs[colors] = Int32(next)
    return Int32(next)
  }

  private func send(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      _ = write(output, bytes.baseAddress, bytes.count)
    }
  }
}

private func closeDescriptor(_ descriptor: Int32) {
  close(descriptor)
}
