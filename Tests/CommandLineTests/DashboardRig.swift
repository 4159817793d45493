import Foundation
import Testing

/// A dashboard in a terminal: the shell writes down the terminal's modes before and after, and how leeway ended.
struct DashboardRig {
  let directory: TestDirectory
  let tmux: Tmux

  static let watch = "watch --config '\(LoanModel.config)'"
  static let replay = "replay --config '\(LoanModel.config)' --watch --speed"

  /// - Parameters:
  ///   - directory: with the model; the sample if not given.
  ///   - before: of the command line, such as a pipe into it.
  init(
    _ command: String, _ width: Int = 120, _ height: Int = 36, environment: [String: String] = [:],
    in given: TestDirectory? = nil, before: String = ""
  ) async throws {
    directory = if let given { given } else { try await LoanModel.directory() }
    for name in ["pid", "left", "before", "after"] where directory.exists(name) {
      try FileManager.default.removeItem(atPath: directory.file(name))
    }
    try directory.write(
      "go.sh",
      """
      modes() { stty -a | sed 's/rows [0-9]*; columns [0-9]*;//'; }
      modes > before
      \(before)/bin/sh -c 'echo $$ > pid; exec "$0" "$@"' '\(try LeewayBinary.path())' \(command)
      echo $? > left
      modes > after
      """)
    // Views that are kept stay in the test's directory.
    var environment = environment
    for name in ["HOME", "XDG_STATE_HOME"] where environment[name] == nil { environment[name] = directory.file("home") }
    tmux = try await Tmux(width, height, in: directory, environment: environment)
    try await tmux.type(". ./go.sh")
    try await tmux.press("Enter")
  }

  var pid: pid_t { pid_t(directory.text("pid").trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 }

  /// Waits until the overview is there with its figures.
  @discardableResult
  func seeOverview() async throws -> Tmux.Screen {
    try await tmux.see("the overview") { $0.header.contains("leeway") && $0.text.contains("apac") }
  }

  /// Waits until the sample has been read to its end, so that a picture changes no more by itself.
  @discardableResult
  func seeAll() async throws -> Tmux.Screen {
    try await tmux.see("the sample's last figures") {
      $0.header.contains(" 02:45") && ($0.text.contains("AgeDrift") || $0.text.contains("bad 0"))
    }
  }

  /// Appends two lines to the newest log that are no records.
  func appendBadLines() throws {
    let logs = directory.list("the logs").filter { $0.hasPrefix("predictions-") }
    guard let newest = logs.last else { return }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: directory.file("the logs/\(newest)")))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("one\ntwo\n".utf8))
    try handle.close()
  }

  /// Waits for the end, and checks that the terminal is as it was.
  func leaves(with status: Int32) async throws {
    _ = try await eventually("leeway to end") { directory.text("after").isEmpty ? nil : true }
    #expect(directory.text("left") == "\(status)\n")
    #expect(try await tmux.isRestored())
    #expect(directory.text("after") == directory.text("before"))
    try await tmux.type("echo still us\"\"able")
    try await tmux.press("Enter")
    try await tmux.see("a prompt that answers") { $0.lines.contains("still usable") }
  }

  /// Waits for the view whose name is the last one of the way.
  @discardableResult
  func see(view: String) async throws -> Tmux.Screen {
    try await tmux.see("the view '\(view)'") { $0.way.hasSuffix(" \(view)") }
  }

  /// A command of the dashboard's own command line.
  func command(_ text: String) async throws {
    try await tmux.type(":")
    try await tmux.see("the command line") { $0.footer.hasPrefix(":") || $0.footer.hasPrefix(" :") }
    try await tmux.type(text)
    try await tmux.press("Enter")
  }

  /// A program that has ended and that nobody has asked for yet counts as ended.
  static func isRunning(_ pid: pid_t) -> Bool {
    guard pid > 0, kill(pid, 0) == 0 else { return false }
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
    return !stat.contains(") Z ")
  }
}
