import Configuration
import Foundation

@testable import Engine

/// A directory of its own for one test, with a configuration and logs in it; removed at the end.
final class WorkingDirectory {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "leeway-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: file(name))) }

  /// Makes room under a name. What an agent had open may still be on its way to being closed, so it is not removed.
  func putAside(_ name: String) throws {
    try FileManager.default.moveItem(atPath: file(name), toPath: file(name + "-" + UUID().uuidString))
  }

  func makeDirectory(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
  }

  func makeExecutable(_ name: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file(name))
  }

  func append(_ name: String, _ text: String) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file(name)))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  func read(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }

  func lines(_ name: String) throws -> [[String: Any]] {
    try read(name).split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
  }

  func json(_ name: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(try read(name).utf8)) as? [String: Any] ?? [:]
  }

  /// The configuration in `leeway.yaml`.
  func configuration() throws -> WatchConfiguration {
    let diagnostics = Diagnostics()
    let draft = ConfigurationDraft.read(file: file("leeway.yaml"), into: diagnostics)
    guard let configuration = draft.configuration, !diagnostics.hasErrors else {
      throw EngineError(.configuration, diagnostics.sorted.map(\.text).joined(separator: "\n"))
    }
    return configuration
  }

  /// Makes the baseline from `reference.jsonl` and `reference-labels.jsonl`.
  @discardableResult
  func makeBaseline() throws -> BaselineRun.Outcome {
    let configuration = try configuration()
    let labels = file("reference-labels.jsonl")
    let outcome = try BaselineRun(configuration: configuration).run(
      predictions: [file("reference.jsonl")], labels: FileManager.default.fileExists(atPath: labels) ? [labels] : [])
    try outcome.file.write(to: configuration.baseline)
    return outcome
  }

  /// Replays everything into the directory `out`.
  @discardableResult
  func replay(
    out: String = "out", range: EventRange = .all, blockSize: Int? = nil, threads: Int = 1
  ) throws -> ReplaySummary {
    let configuration = try configuration()
    let replay = try Replay(
      configuration: configuration, baseline: try BaselineFile.read(from: configuration.baseline), range: range,
      outDirectory: file(out), threads: threads, blockSize: blockSize)
    while replay.step() {}
    return try replay.finish(seconds: 1)
  }
}
