/// Why the dashboard could not be shown.
package enum TerminalError: Error, Equatable, CustomStringConvertible {
  /// Standard output leads somewhere else.
  case notATerminal
  /// No terminal to read keys from: neither standard input nor `/dev/tty`.
  case noKeyboard
  /// `TERM` names nothing that terminfo knows.
  case unknownTerminal(String)
  /// The terminal cannot address its cells.
  case tooSimple(String)
  /// The system refused a descriptor or a pipe.
  case system(String)

  package var description: String {
    switch self {
    case .notATerminal:
      "standard output is not a terminal; `leeway watch --once` prints one screen as text"
    case .noKeyboard:
      "there is no terminal to read keys from; `leeway watch --once` prints one screen as text"
    case .unknownTerminal(let name):
      "the terminal type \(name.isEmpty ? "(TERM is not set)" : "'\(name)'") is unknown; set TERM, or use `--once`"
    case .tooSimple(let name):
      "a terminal of type '\(name)' cannot place its cursor; `leeway watch --once` prints one screen as text"
    case .system(let what): "the terminal could not be opened: \(what)"
    }
  }
}
