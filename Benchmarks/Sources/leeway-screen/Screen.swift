import Foundation
import LiveLogs
import Measuring
import Synchronization

/// Measures the dashboard from outside, in a terminal that counts what it is sent. Linux only: it looks into `/proc`.
@main
struct Screen {
  private let options: ScreenOptions
  private var model: ScreenModel
  private var watched = Table([
    "program", "bytes a frame", "largest frame", "frames/s", "CPU a frame", "CPU of a core", "agent's CPU meanwhile",
  ])
  private var waited = Table(["measure", "median", "longest"])

  /// Lines a second while the dashboard is looked at: a busy model.
  private static let rate = 500

  static func main() {
    do {
      let options = try ScreenOptions(CommandLine.arguments)
      try FileManager.default.createDirectory(at: options.data, withIntermediateDirectories: true)
      var screen = Screen(
        options: options, model: try ScreenModel(leeway: options.leeway, in: options.data, rate: rate))
      defer { screen.model.end() }
      try screen.run()
    } catch {
      FileHandle.standardError.write(Data("leeway-screen: \(error)\n".utf8))
      exit(1)
    }
  }

  private init(options: ScreenOptions, model: ScreenModel) {
    self.options = options
    self.model = model
  }

  private var attached: [String] { [options.leeway, "watch", "--attach", "--config", model.configuration] }
  private var own: [String] { [options.leeway, "watch", "--own", "--config", model.configuration] }

  private mutating func run() throws {
    let shared = Mutex(model)
    let failures = Mutex<[String]>([])
    func write(_ rate: Int) -> LineWriter {
      LineWriter(rate: rate) { count in
        shared.withLock { model in
          do { try model.append(count) } catch { failures.withLock { $0.append("\(error)") } }
        }
      }
    }
    try measureStart()
    let calm = write(Self.rate)
    let agent = ProcessProbe(pid: model.agent.pid)
    try look("leeway watch, attached", attached, until: "Drift", beside: agent)
    try look("leeway watch, own engine", own, until: "Drift", beside: agent, reads: true)
    for (program, sign) in [("htop", "CPU"), ("btop", "cpu")] {
      guard isInstalled(program) else {
        progress("\(program) is not installed")
        continue
      }
      try look(program, [program], until: sign, beside: agent)
    }
    calm.stop()
    let storm = write(100_000)
    try measureKeys("key to picture, own engine reading 100,000 lines/s", own)
    try measureKeys("key to picture, attached, the agent reading as much", attached)
    storm.stop()
    if let failure = failures.withLock({ $0.first }) { throw BenchmarkError(failure) }
    print(machine())
    print("\(options.columns)x\(options.rows), 20 features, 20 cells, \(Self.rate) lines/s\n")
    print(watched.text + "\n\n" + waited.text)
  }

  private func terminal(_ arguments: [String]) throws -> PseudoTerminal {
    try PseudoTerminal(
      arguments, columns: UInt16(options.columns), rows: UInt16(options.rows),
      settings: ["XDG_STATE_HOME": options.data.appendingPathComponent("state").path])
  }

  /// Watches a program that has been given the time to settle.
  ///
  /// - Parameter reads: whether it reads the log by itself, which it has to have done first.
  private mutating func look(
    _ name: String, _ arguments: [String], until sign: String, beside agent: ProcessProbe, reads: Bool = false
  ) throws {
    progress("watching \(name)")
    let terminal = try terminal(arguments)
    guard terminal.wait(for: sign, within: 60) != nil else { throw BenchmarkError("\(name) shows nothing") }
    var probe = ProcessProbe(pid: terminal.pid)
    if reads { try waitUntilRead(by: &probe, on: terminal) }
    _ = terminal.watch(seconds: 5)
    let before = (probe.processorSeconds, agent.processorSeconds)
    let output = terminal.watch(seconds: Double(options.seconds))
    let spent = (probe.processorSeconds - before.0, agent.processorSeconds - before.1)
    let (frames, seconds) = (Double(max(1, output.frames)), Double(options.seconds))
    watched.add([
      name, String(format: "%.0f", Double(output.bytes) / frames), "\(output.largestFrame)",
      String(format: "%.1f", frames / seconds), String(format: "%.2f ms", spent.0 / frames * 1000),
      String(format: "%.2f %%", spent.0 / seconds * 100), String(format: "%.2f %%", spent.1 / seconds * 100),
    ])
  }

  /// Until what is in the growing log is read but for what has just been appended.
  private func waitUntilRead(by probe: inout ProcessProbe, on terminal: PseudoTerminal) throws {
    let path = model.predictions.path
    let start = ContinuousClock.now
    while true {
      let size = (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
      if let position = probe.position(inode: model.predictions.inode), position > size - 1_000_000 { return }
      guard (ContinuousClock.now - start).inSeconds < 300 else {
        throw BenchmarkError("the log is not read to its end")
      }
      _ = terminal.watch(seconds: 0.2)
    }
  }

  /// From the start of the program to the first picture with figures.
  private mutating func measureStart() throws {
    progress("starting the dashboard")
    var times: [Double] = []
    for _ in 0..<11 {
      let terminal = try terminal(attached)
      guard let time = terminal.wait(for: "Drift", within: 60) else { throw BenchmarkError("no first picture") }
      times.append(time)
    }
    add("start to first picture, attached", times)
  }

  /// From a key to the end of the picture that shows it: a character on the command line, which no other picture has,
  /// so that what the data change meanwhile is not taken for it.
  private mutating func measureKeys(_ name: String, _ arguments: [String]) throws {
    progress(name)
    let terminal = try terminal(arguments)
    guard terminal.wait(for: "Drift", within: 60) != nil else { throw BenchmarkError("no first picture") }
    _ = terminal.watch(seconds: 2)
    terminal.type(":")
    var times: [Double] = []
    for _ in 0..<60 {
      _ = terminal.watch(seconds: 0.12)
      terminal.type("~")
      guard let time = terminal.wait(for: "~", within: 5) else { throw BenchmarkError("a key shows nothing") }
      times.append(time)
    }
    add(name, times)
  }

  private mutating func add(_ name: String, _ times: [Double]) {
    let sorted = times.sorted()
    guard let longest = sorted.last else { return }
    waited.add([
      name, String(format: "%.1f ms", sorted[sorted.count / 2] * 1000), String(format: "%.1f ms", longest * 1000),
    ])
  }
}
