import Foundation
import Testing

/// A shell in a terminal of its own, on a tmux server of its own; both end with the test.
final class Tmux {
  static let isInstalled: Bool = {
    let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return directories.contains { FileManager.default.isExecutableFile(atPath: $0 + "/tmux") }
  }()

  static let absence: Comment = "tmux is not installed; `make test` installs it"

  /// Short, since the system allows a socket's path only some hundred bytes.
  private let socket = "/tmp/leeway-test-\(getpid())-\(UUID().uuidString.prefix(8))"
  private let directory: TestDirectory

  /// - Parameter environment: Of the shell; `TERM` is `screen-256color` unless it is given.
  init(_ width: Int, _ height: Int, in directory: TestDirectory, environment: [String: String] = [:]) async throws {
    self.directory = directory
    var variables = ["PS1": "ready> ", "TERM": "screen-256color", "ENV": "", "HISTFILE": ""]
    variables.merge(environment) { _, new in new }
    let settings = variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    _ = try await tmux(
      ["-f", "/dev/null", "new-session", "-d", "-x", "\(width)", "-y", "\(height)", "env"] + settings + ["/bin/sh"])
    _ = try await tmux(["set-option", "-s", "set-clipboard", "on"])
    _ = try await see("the shell's prompt") { $0.text.contains("ready>") }
  }

  deinit {
    // A test may have failed on the way; nothing of it may stay.
    if let killer = try? ChildProcess(["tmux", "-S", socket, "kill-server"], in: directory) {
      for _ in 0..<200 where killer.poll() == nil { usleep(10_000) }
    }
    unlink(socket)
  }

  /// What stands on the screen.
  struct Screen {
    var lines: [String]

    var text: String { lines.joined(separator: "\n") }
    var header: String { lines.first ?? "" }
    /// The last line that is not empty.
    var footer: String { lines.last { !$0.isEmpty } ?? "" }
    /// The way in the header: ` leeway ▸ loans ▸ alerts`.
    var way: String { header.components(separatedBy: "   ")[0] }

    /// Where a text begins on the screen; column and row from 0.
    func place(of text: String) -> (x: Int, y: Int)? {
      for (row, line) in lines.enumerated() {
        if let range = line.range(of: text) { return (line.distance(from: line.startIndex, to: range.lowerBound), row) }
      }
      return nil
    }
  }

  func type(_ text: String) async throws { _ = try await tmux(["send-keys", "-l", text]) }

  /// Keys by tmux's names: `Enter`, `Escape`, `C-c`, `q`.
  func press(_ keys: String...) async throws { _ = try await tmux(["send-keys"] + keys) }

  /// What the terminal sends for a button: 0 is the left one, 64 and 65 are the wheel. Column and row are from 0.
  func click(_ x: Int, _ y: Int, button: Int = 0, times: Int = 1) async throws {
    let place = "\(button);\(x + 1);\(y + 1)"
    let bytes = Array("\u{1B}[<\(place)M".utf8) + (button < 64 ? Array("\u{1B}[<\(place)m".utf8) : [])
    let all = Array(repeatElement(bytes, count: times).joined())
    _ = try await tmux(["send-keys", "-H"] + all.map { String($0, radix: 16) })
  }

  func resize(_ width: Int, _ height: Int) async throws {
    _ = try await tmux(["resize-window", "-x", "\(width)", "-y", "\(height)"])
  }

  /// - Parameter colors: Leaves the sequences for colours and attributes in.
  func screen(colors: Bool = false) async throws -> Screen {
    let text = try await tmux(["capture-pane", "-p"] + (colors ? ["-e"] : []))
    return Screen(lines: text.components(separatedBy: "\n"))
  }

  /// Waits until the screen shows something.
  @discardableResult
  func see(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ isShown: (Screen) -> Bool
  ) async throws -> Screen {
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      let screen = try await screen()
      if isShown(screen) { return screen }
      guard ContinuousClock.now < deadline else {
        throw ChildProcess.Failure(
          description: "line \(sourceLocation.line): waited in vain for \(what); the screen shows:\n\(screen.text)")
      }
      try await Task.sleep(for: .milliseconds(25))
    }
  }

  /// Whether the terminal shows its own screen, not the alternate one, and its cursor, and keeps the mouse to itself.
  func isRestored() async throws -> Bool {
    try await state("#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_flag}") == "0 1 0 0"
  }

  /// What tmux knows of the terminal, by a format such as `#{mouse_any_flag}`.
  func state(_ format: String) async throws -> String {
    try await tmux(["display-message", "-p", format]).trimmingCharacters(in: .newlines)
  }

  /// The terminal's clipboard; empty while nothing was copied.
  func clipboard() async throws -> String {
    let ended = try await run(["tmux", "-S", socket, "show-buffer"], in: directory)
    return ended.end == .exit(0) ? ended.output : ""
  }

  /// Closes the terminal, as a person closes a window.
  func close() async throws { _ = try await tmux(["kill-server"]) }

  private func tmux(_ arguments: [String]) async throws -> String {
    let ended = try await run(["tmux", "-S", socket] + arguments, in: directory)
    guard ended.end == .exit(0) else {
      throw ChildProcess.Failure(description: "tmux \(arguments): \(ended.errors)")
    }
    return ended.output
  }
}
