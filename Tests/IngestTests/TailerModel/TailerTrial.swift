import Foundation
import Ingest
import Notation
import Records

/// Runs a sequence of steps against a tailer and says what went wrong.
///
/// Every complete line has to come exactly once, in full. A line is excused from coming (never from coming twice) only
/// where its loss is inherent: its last place was truncated or deleted before it could be read, or, after a restart,
/// before a checkpoint that covers it.
final class TailerTrial {
  private let logs: SimulatedLogs
  private var tailer: Tailer
  private let options: Tailer.Options
  /// The file system's clock moves on before every look. Else the tailer is kept from telling by any file's times
  /// whether it has changed.
  private let isTicking: Bool
  private var now = Instant(microseconds: 1_800_000_000_000_000)
  /// How often each line came, now and as of the last checkpoint.
  private var counts: [Int: Int] = [:]
  private var recordedCounts: [Int: Int] = [:]
  private var positions: [FilePosition] = []
  private var excused: Set<Int> = []
  private var inFlight: [(file: TailedFile, block: LineBlock)] = []
  private var complaints: [String] = []

  init(folder: String, seed: UInt64) {
    logs = SimulatedLogs(folder: folder, seed: seed)
    var random = SplitMix(state: seed ^ 0xB10C)
    var options = Tailer.Options()
    options.blockSize = [40, 100, 400, 1 << 18][random.below(4)]
    options.lineLimit = 1000
    options.openLimit = random.below(4) == 0 ? 1 : 256
    isTicking = seed % 100 == 1
    if !isTicking { options.fileClock = { .min } }
    self.options = options
    tailer = Tailer(inputs: Self.inputs(logs), options: options)
  }

  private static func inputs(_ logs: SimulatedLogs) -> [Tailer.Input] {
    logs.patterns.map { Tailer.Input(kind: .predictions, pattern: $0) }
  }

  /// What went wrong, if anything did.
  static func run(_ steps: [TailerStep], seed: UInt64, folder: String) -> String? {
    let trial = TailerTrial(folder: folder, seed: seed)
    defer { trial.logs.removeAll() }
    for step in steps { trial.perform(step) }
    trial.settle()
    return trial.verdict()
  }

  private func perform(_ step: TailerStep) {
    switch step {
    case .write(let log, let lines, let cut): logs.write(log: log, lines: lines, cut: cut)
    case .writeBehind(let log, let lines): lose(logs.writeBehind(log: log, lines: lines))
    case .rename(let log, let matches): lose(logs.rename(log: log, matches: matches))
    case .copy(let log, let matches, let between, let truncates):
      logs.copy(log: log, matches: matches)
      if between & 1 != 0 { look(later: 0) }
      if between & 2 != 0 { read(blocks: 2, which: log, holds: false) }
      if between & 4 != 0 { look(later: 0) }
      if truncates { lose(logs.truncate(log: log, regrow: 0)) }
    case .truncate(let log, let regrow): lose(logs.truncate(log: log, regrow: regrow))
    // What is not kept open for want of descriptors is lost when it is deleted.
    case .delete where options.openLimit == 1, .switchLink where options.openLimit == 1: break
    case .delete(let log): lose(logs.delete(log: log))
    case .compress(let log, let zstd, let matches, let pauses):
      let pause = { self.look(later: 0) }
      lose(
        (try? logs.compress(
          log: log, zstd: zstd, matches: matches || options.openLimit == 1, pause: pauses ? pause : nil)) ?? [])
    case .switchLink: lose(logs.switchLink())
    case .hardLink(let log): logs.hardLink(log: log)
    case .vanish(let reads):
      logs.vanish(true)
      look(later: 0)
      read(blocks: reads, which: 0, holds: false)
      logs.vanish(false)
      look(later: 0)
    case .look(let later): look(later: later)
    case .read(let blocks, let which, let holds): read(blocks: blocks, which: which, holds: holds)
    case .consume(let blocks): consume(blocks)
    case .checkpoint: checkpoint()
    case .restart: restart()
    }
  }

  private func look(later: Int) {
    now = now + TimeSpan.minutes(Int64(later))
    if later > 0 {
      for file in logs.stored where !file.isMatched { file.isAbandoned = true }
    }
    if isTicking { waitForTick() }
    _ = tailer.look(now: now)
    guard !logs.isAway else { return }
    for file in logs.stored where file.isMatched && !file.bytes.isEmpty && !file.isDeleted { file.isSeen = true }
  }

  /// Any write from now on shows in the times of a file.
  private func waitForTick() {
    let time = options.fileClock()
    while options.fileClock() == time { usleep(500) }
  }

  private func read(blocks: Int, which: Int, holds: Bool) {
    for turn in 0..<blocks {
      let waiting = tailer.files.filter { !$0.isDrained }
      guard !waiting.isEmpty else { break }
      let file = waiting[(which + turn) % waiting.count]
      do {
        if let block = try file.nextBlock() {
          inFlight.append((file, block))
        } else {
          file.isDrained = true
        }
      } catch {
        file.isDrained = true
      }
    }
    if !holds { consume(.max) }
  }

  private func consume(_ blocks: Int) {
    for (file, block) in inFlight.prefix(blocks) {
      for line in block.content.split(separator: UInt8(ascii: "\n")) {
        receive(Array(line), file.path)
      }
      file.consumed(block)
    }
    inFlight.removeFirst(min(blocks, inFlight.count))
  }

  private func receive(_ line: [UInt8], _ path: String) {
    if let number = Self.number(in: line), number < logs.texts.count, line == Array(logs.texts[number].utf8) {
      counts[number, default: 0] += 1
    } else if !logs.incomplete.contains(where: { logs.texts[$0].utf8.starts(with: line) }) {
      complaints.append("not a line: \(String(decoding: line, as: UTF8.self)) in \(path)")
    }
  }

  private static func number(in line: some Collection<UInt8>) -> Int? {
    Int(String(decoding: line.dropFirst(5).prefix { (48...57).contains($0) }, as: UTF8.self))
  }

  private func checkpoint() {
    positions = tailer.positions
    recordedCounts = counts
    for file in logs.stored { file.isOnRecord = file.isSeen }
  }

  private func restart() {
    inFlight = []
    counts = recordedCounts
    for file in logs.stored {
      file.isSeen = false
      // A file that was deleted is gone with its descriptor, and one that no pattern matches has to be on record.
      if file.isDeleted || (!file.isMatched && !file.isOnRecord) { file.isFindable = false }
    }
    for line in logs.texts.indices where counts[line] == nil && !isFindable(line) { excused.insert(line) }
    tailer = Tailer(inputs: Self.inputs(logs), options: options, resumeAt: positions)
  }

  /// These lines are no longer where they were.
  private func lose(_ lines: [Int]) {
    for file in logs.stored where !file.isSeen {
      if file.isDeleted || (!file.isMatched && !file.isOnRecord) { file.isFindable = false }
    }
    let flying = Set(inFlight.flatMap { entry in numbers(in: entry.block) })
    for line in lines where counts[line] == nil && !flying.contains(line) && !isFindable(line) { excused.insert(line) }
  }

  private func numbers(in block: LineBlock) -> [Int] {
    block.content.split(separator: UInt8(ascii: "\n")).compactMap { Self.number(in: $0) }
  }

  private func isFindable(_ line: Int) -> Bool { logs.holders(of: line).contains { $0.isFindable } }

  /// Reads everything there is, and waits until every file that has lost its name is let go.
  private func settle() {
    for _ in 0..<4 {
      for _ in 0..<12 {
        look(later: 0)
        let before = counts.values.reduce(0, +)
        read(blocks: 1000, which: 0, holds: false)
        if counts.values.reduce(0, +) == before { break }
      }
      now = now + TimeSpan.minutes(6)
    }
  }

  private func verdict() -> String? {
    var complaints = complaints
    for line in logs.texts.indices where !logs.incomplete.contains(line) {
      let count = counts[line] ?? 0
      if count > 1 { complaints.append("line \(line) came \(count) times") }
      if count == 0, !excused.contains(line) { complaints.append("line \(line) did not come") }
    }
    return complaints.isEmpty ? nil : complaints.prefix(8).joined(separator: "; ")
  }
}
