import Foundation
import LiveLogs
import Measuring

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Measures `leeway agent` on logs that grow, from outside. Linux only: it looks into `/proc`.
@main
struct Live {
  private let options: LiveOptions
  private var table = Table(["measure", "figure"])

  static func main() {
    do {
      var live = Live(options: try LiveOptions(CommandLine.arguments))
      try live.run()
    } catch {
      FileHandle.standardError.write(Data("leeway-live: \(error)\n".utf8))
      exit(1)
    }
  }

  private init(options: LiveOptions) {
    self.options = options
  }

  private mutating func run() throws {
    try FileManager.default.createDirectory(at: options.data, withIntermediateDirectories: true)
    for job in ["drift", "labels"] { try follow(job) }
    if options.pending > 0 { try carryPending() }
    print(machine())
    print(table.text)
  }

  /// Lag, processor share and idleness while nothing but the newest lines is new.
  private mutating func follow(_ job: String) throws {
    // With labels every other prediction has one, and all lines count.
    let rate = job == "labels" ? options.rate * 2 / 3 : options.rate
    let eventSpan = Double(options.seconds + 5) * LiveOptions.pace
    var model = try LiveModel(
      leeway: options.leeway, in: options.data, job: job, labelled: true,
      start: Date().timeIntervalSince1970 - eventSpan, step: LiveOptions.pace / Double(rate))
    defer { model.remove() }
    let agent = try model.startAgent()
    defer { agent.send(SIGKILL) }
    var probe = ProcessProbe(pid: agent.pid)
    progress("following \(options.rate) lines/s, \(job)")
    _ = try write(to: &model, probe: &probe, rate: rate, seconds: 5)
    let before = probe.processorSeconds
    let (meter, seconds) = try write(to: &model, probe: &probe, rate: rate, seconds: options.seconds)
    let share = (probe.processorSeconds - before) / seconds
    add("\(job): \(options.rate) lines/s, lag until read, median", milliseconds(meter.quantile(0.5)))
    add("\(job): … 99th percentile", milliseconds(meter.quantile(0.99)))
    add("\(job): … longest", milliseconds(meter.quantile(1)))
    add("\(job): … processor, of one core", percent(share))
    add("\(job): … resident", megabytes(probe.residentBytes))
    Thread.sleep(forTimeInterval: 8)
    let idle = probe.processorSeconds
    Thread.sleep(forTimeInterval: 20)
    add("\(job): idle, processor over 20 s", percent((probe.processorSeconds - idle) / 20))
    agent.send(SIGTERM)
    let (code, _) = try agent.wait()
    guard code == 0 else { throw BenchmarkError("the agent ended with \(code); see agent.log") }
  }

  /// Checkpoints and a restart with millions of predictions waiting for their labels.
  private mutating func carryPending() throws {
    let span = Double(options.seconds + 60) * LiveOptions.pace
    let early = Double(options.pending) * LiveOptions.pace / Double(options.rate)
    var model = try LiveModel(
      leeway: options.leeway, in: options.data, job: "labels", labelled: false,
      start: Date().timeIntervalSince1970 - span - early, step: LiveOptions.pace / Double(options.rate))
    defer { model.remove() }
    progress("writing \(options.pending) predictions without labels")
    var written = 0
    while written < options.pending {
      let count = min(10_000, options.pending - written)
      _ = try model.append(count)
      written += count
    }
    let agent = try model.startAgent()
    var probe = ProcessProbe(pid: agent.pid)
    try waitUntilRead(model.predictions.size, of: model.predictions, &probe)
    let empty = Double(probe.residentBytes)
    add("\(options.pending) pending: resident", megabytes(Int(empty)))
    progress("following with \(options.pending) pending")
    _ = try write(to: &model, probe: &probe, rate: options.rate, seconds: 5)
    let (meter, _) = try write(to: &model, probe: &probe, rate: options.rate, seconds: options.seconds)
    add("\(options.pending) pending: \(options.rate) lines/s, lag, 99th percentile", milliseconds(meter.quantile(0.99)))
    add("\(options.pending) pending: … longest", milliseconds(meter.quantile(1)))
    add("\(options.pending) pending: … longest standstill (checkpoints)", milliseconds(meter.longestStandstill))

    // Past the next checkpoint, so that the restart has little to read again.
    Thread.sleep(forTimeInterval: 8)
    agent.send(SIGKILL)
    _ = try agent.wait()
    let known = model.predictions.size
    _ = try model.append(1000)
    progress("restarting")
    let start = ContinuousClock.now
    let next = try model.startAgent()
    probe = ProcessProbe(pid: next.pid)
    defer { next.send(SIGKILL) }
    try waitUntilRead(known + 1, of: model.predictions, &probe)
    add(
      "\(options.pending) pending: restart until the first new line is read",
      seconds((ContinuousClock.now - start).inSeconds))
    add("\(options.pending) pending: … processor", seconds(probe.processorSeconds))
  }

  /// Appends at a steady rate, a batch every two milliseconds, rotated every seven seconds, and looks on.
  private func write(
    to model: inout LiveModel, probe: inout ProcessProbe, rate: Int, seconds: Int
  ) throws -> (meter: LagMeter, seconds: Double) {
    var meter = LagMeter()
    let start = ContinuousClock.now
    var written = 0
    var rotations = 0
    while true {
      let elapsed = (ContinuousClock.now - start).inSeconds
      if elapsed >= Double(seconds) { break }
      let due = Int(elapsed * Double(rate)) - written
      if due >= rate / 500 {
        meter.wrote(try model.append(due))
        written += due
      }
      if Int(elapsed) / 7 > rotations {
        try model.rotate()
        rotations += 1
      }
      meter.look(&probe, newest: model.predictions.inode)
      usleep(500)
    }
    let end = ContinuousClock.now
    while !meter.isDone {
      meter.look(&probe, newest: model.predictions.inode)
      usleep(500)
      guard (ContinuousClock.now - end).inSeconds < 120 else { throw BenchmarkError("the agent does not keep up") }
    }
    return (meter, (ContinuousClock.now - start).inSeconds)
  }

  private func waitUntilRead(_ size: Int, of log: GrowingLog, _ probe: inout ProcessProbe) throws {
    let start = ContinuousClock.now
    while probe.position(inode: log.inode) ?? 0 < size {
      guard (ContinuousClock.now - start).inSeconds < 600 else { throw BenchmarkError("the agent does not read on") }
      usleep(1000)
    }
  }

  private mutating func add(_ name: String, _ figure: String) { table.add([name, figure]) }

  private func milliseconds(_ seconds: Double) -> String { String(format: "%.1f ms", seconds * 1000) }
  private func seconds(_ seconds: Double) -> String { String(format: "%.2f s", seconds) }
  private func percent(_ share: Double) -> String { String(format: "%.2f %%", share * 100) }
  private func megabytes(_ bytes: Int) -> String { String(format: "%.0f MB", Double(bytes) / 1e6) }
}
