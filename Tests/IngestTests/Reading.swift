import Foundation
import Ingest
import Notation
import Records

/// Drives a tailer as an engine does, and keeps what came.
final class Reading {
  private(set) var tailer: Tailer
  private let inputs: [Tailer.Input]
  private let options: Tailer.Options
  var now = Instant(microseconds: 1_800_000_000_000_000)
  /// The lines that came, without their line ends.
  private(set) var lines: [String] = []
  private(set) var blocks: [LineBlock] = []
  private(set) var troubles: [IngestError] = []
  /// What `nextBlock` threw.
  private(set) var errors: [IngestError] = []

  init(
    _ patterns: [String], kind: LogKind = .predictions, resumeAt: [FilePosition] = [],
    _ change: (inout Tailer.Options) -> Void = { _ in }
  ) {
    var options = Tailer.Options()
    change(&options)
    self.options = options
    inputs = patterns.map { Tailer.Input(kind: kind, pattern: $0) }
    tailer = Tailer(inputs: inputs, options: options, resumeAt: resumeAt)
  }

  /// As after the end of the process: what was counted is remembered, and nothing else.
  func restart() {
    let positions = tailer.positions
    tailer = Tailer(inputs: inputs, options: options, resumeAt: positions)
  }

  @discardableResult
  func look(later span: TimeSpan = .zero) -> Tailer.Changes {
    now = now + span
    let changes = tailer.look(now: now)
    troubles += changes.troubles
    return changes
  }

  /// Reads everything there is; the lines that came.
  @discardableResult
  func read(later span: TimeSpan = .zero) -> [String] {
    let before = lines.count
    var changes = look(later: span)
    for _ in 0..<10 {
      while let file = tailer.files.first(where: { !$0.isDrained }) { step(file) }
      guard changes.isWaiting else { break }
      changes = look()
    }
    return Array(lines[before...])
  }

  /// One block.
  func step(_ file: TailedFile) {
    do throws(IngestError) {
      guard let block = try file.nextBlock() else {
        file.isDrained = true
        return
      }
      take(block)
      file.consumed(block)
    } catch {
      errors.append(error)
      file.isDrained = true
    }
  }

  private func take(_ block: LineBlock) {
    blocks.append(block)
    guard !block.isOverlong else { return }
    lines += String(decoding: block.content, as: UTF8.self)
      .split(omittingEmptySubsequences: true) { $0.isNewline }.map(String.init)
  }

  static func lines(_ range: Range<Int>) -> String { range.map { "{\"line\":\($0)}\n" }.joined() }
  static func texts(_ range: Range<Int>) -> [String] { range.map { "{\"line\":\($0)}" } }
}
