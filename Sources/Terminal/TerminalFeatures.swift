/// What a terminal understands beyond terminfo, by its type and by what it says of itself in the environment.
///
/// Nothing is asked of the terminal: an answer may come late over a slow line, and lands in the shell when the dashboard
/// is gone. What is not known to be understood is not sent.
package struct TerminalFeatures: Equatable, Sendable {
  /// What stands between the dashboard and the terminal that the user sees.
  package enum Multiplexer: Sendable {
    case tmux
    case screen
    /// `TERM` says screen, which tmux says, too, and neither shows in the environment, as over ssh.
    case either
  }

  package var multiplexer: Multiplexer?
  /// Operating system commands: OSC 52 for the clipboard, OSC 9 for notifications.
  package var takesCommands: Bool
  /// Titles that can be given back.
  package var takesTitle: Bool
  package var hasMouse: Bool
  /// What stands before and after a frame so that it is shown at once.
  package var synchronisedOutput: SynchronisedOutput?
  /// A console of the kernel: its font has the characters of code page 437 and few more.
  package var hasConsoleFont: Bool

  /// - Parameters:
  ///   - terminal: The value of `TERM`.
  ///   - knowsMouse: Whether terminfo has `kmous`.
  ///   - synchronisedOutput: What terminfo has as `Sync`.
  package init(
    terminal: String, environment: [String: String], knowsMouse: Bool = false,
    synchronisedOutput: SynchronisedOutput? = nil
  ) {
    let isIn = { (name: String) in environment[name]?.isEmpty == false }
    if terminal.hasPrefix("tmux") || isIn("TMUX") {
      multiplexer = .tmux
    } else if terminal.hasPrefix("screen") {
      multiplexer = isIn("STY") ? .screen : .either
    }
    takesCommands =
      Self.families.contains { terminal.hasPrefix($0) } || terminal.hasPrefix("screen")
    // GNU screen has one title per window and keeps the last one.
    takesTitle = takesCommands && multiplexer != .screen && multiplexer != .either
    hasConsoleFont =
      terminal == "linux" || terminal.hasPrefix("linux-") || terminal.hasPrefix("cons25")
    // Consoles send what their mouse does to gpm, whatever terminfo says.
    hasMouse = knowsMouse && !hasConsoleFont
    self.synchronisedOutput =
      synchronisedOutput
      ?? (SynchronisedOutput.isKnown(terminal: terminal, environment: environment)
        ? .standard : nil)
  }

  private static let families = [
    "xterm", "tmux", "rxvt", "alacritty", "foot", "kitty", "wezterm", "ghostty", "contour",
    "konsole", "vte", "mintty",
    "iterm", "st-",
  ]
}

/// A terminal that has synchronised output (DEC private mode 2026) holds the picture still until a frame is complete.
///
/// Source: "Synchronized Output", https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036. The mode is
/// used where terminfo has the extended capability `Sync`, as entries made for tmux have, and in the families known to
/// have the mode; a multiplexer counts by itself, whatever shows it. Elsewhere a frame goes out in one write, which
/// terminals mostly show at once as well.
package struct SynchronisedOutput: Equatable, Sendable {
  package var begin: String
  package var end: String

  package init(begin: String, end: String) {
    self.begin = begin
    self.end = end
  }

  package static let standard = SynchronisedOutput(begin: "\u{1B}[?2026h", end: "\u{1B}[?2026l")

  package static func isKnown(terminal: String, environment: [String: String]) -> Bool {
    let families = [
      "tmux", "xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour", "wezterm", "mintty",
      "iterm",
    ]
    if families.contains(where: { terminal.hasPrefix($0) }) { return true }
    // The others are told from plain xterm by what they say in the environment, which a multiplexer hands on unasked.
    guard terminal.hasPrefix("xterm"), environment["TMUX"] == nil, environment["STY"] == nil else {
      return false
    }
    let programs = ["iTerm.app", "WezTerm", "ghostty", "contour", "mintty"]
    if let program = environment["TERM_PROGRAM"], programs.contains(program) { return true }
    return ["KITTY_WINDOW_ID", "ALACRITTY_WINDOW_ID", "WT_SESSION"].contains {
      environment[$0]?.isEmpty == false
    }
  }
}
