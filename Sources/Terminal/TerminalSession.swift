import CNcurses
import Dashboard
import Notation

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
  package let features: TerminalFeatures
  package internal(set) var statistics = FrameStatistics()
  /// A clock that is never set.
  package let clock: () -> Instant

  let options: TerminalOptions
  let input: Int32
  let output: Int32
  private let ownsInput: Bool
  let signals: Int32
  private var isOpen = true

  var palette: Palette
  /// What is on the screen; `nil` if that is not known.
  var shown: Canvas?
  var pairs: [ColorPair: Int32] = [:]
  let pairLimit: Int
  /// Attributes and pair of the styles seen so far, by their bits; −1 for the others.
  var looks = [Int32](repeating: -1, count: 1 << 16)
  /// A frame with what stands before and after it.
  var frame: [UInt8] = []

  var title: String?
  var isMouseOn = false
  var mouse = MouseDecoder()
  var clicks = ClickTimer()
  /// A new size was found without a signal.
  var hasNewSize = false
  /// Signals that were read while the process was being stopped.
  var earlierSignals: [Int32] = []

  struct ColorPair: Hashable {
    var foreground: Int32
    var background: Int32
  }

  /// Takes over the terminal of the process: keys from standard input, or from `/dev/tty` when that is a pipe.
  package convenience init(options: TerminalOptions, environment: [String: String])
    throws(TerminalError)
  {
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    if isatty(STDIN_FILENO) == 1 {
      try self.init(
        input: STDIN_FILENO, output: STDOUT_FILENO, ownsInput: false, options: options,
        environment: environment)
      return
    }
    let tty = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard tty >= 0 else { throw .noKeyboard }
    try self.init(
      input: tty, output: STDOUT_FILENO, ownsInput: true, options: options, environment: environment
    )
  }

  /// Takes over a terminal given by its descriptors. `ownsInput` says whether `input` is closed with the session.
  package init(
    input: Int32, output: Int32, ownsInput: Bool, options: TerminalOptions,
    environment: [String: String],
    clock: @escaping () -> Instant = monotonicClock
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
    self.options = options
    self.clock = clock
    capabilities = options.capabilities(
      colorCount: Int(curses_color_count()), isUTF8: isUTF8, environment: environment)
    features = TerminalFeatures(
      terminal: terminal, environment: environment, knowsMouse: curses_has_mouse(),
      synchronisedOutput: Self.synchronisedOutputOfTerminfo())
    palette = Palette(mode: capabilities.color)
    pairLimit = Int(curses_pair_count())
    signals = curses_watch_signals()
    guard signals >= 0 else {
      curses_close()
      if ownsInput { closeDescriptor(input) }
      isOpen = false
      throw .system("no pipe")
    }
    if let synchronised = features.synchronisedOutput { curses_add_crash_bytes(synchronised.end) }
    if features.hasMouse { curses_add_crash_bytes(Self.mouseOff) }
    if takesTitle { curses_add_crash_bytes(Self.titleBack) }
    setTitle(options.title ?? "")
  }

  private static func synchronisedOutputOfTerminfo() -> SynchronisedOutput? {
    guard let begin = curses_synchronised_output(1).map({ String(cString: $0) }),
      let end = curses_synchronised_output(2).map({ String(cString: $0) })
    else { return nil }
    return SynchronisedOutput(begin: begin, end: end)
  }

  deinit { close() }

  package var width: Int { Int(curses_width()) }
  package var height: Int { Int(curses_height()) }

  /// Gives the terminal back; safe to call twice.
  package func close() {
    guard isOpen else { return }
    isOpen = false
    giveBack()
    curses_close()
    curses_unwatch_signals()
    if ownsInput { closeDescriptor(input) }
  }

  /// Gives the terminal back, stops the process as Ctrl-Z does, and takes the terminal again when it goes on.
  package func suspend() {
    giveBack()
    curses_suspend()
    curses_stop_process()
    while case let number = curses_read_signal(signals), number != 0 {
      if number != SIGCONT { earlierSignals.append(number) }
    }
    takeBack()
  }

  /// Takes the terminal again after the process was stopped by SIGSTOP, which leaves no time to give it back.
  package func resume() {
    giveBack()
    takeBack()
  }

  private func takeBack() {
    curses_resume()
    takeAgain()
    forceRedraw()
  }
}

/// The time since some moment in the past.
package func monotonicClock() -> Instant {
  Instant(microseconds: nanoseconds(of: CLOCK_MONOTONIC) / 1000)
}

func nanoseconds(of clock: clockid_t) -> Int64 {
  var time = timespec()
  clock_gettime(clock, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

private func closeDescriptor(_ descriptor: Int32) {
  close(descriptor)
}
