import Foundation
import Testing

@Suite("Tailer against a model")
struct TailerModelTests {
  /// Ten thousand sequences, or as many as `LEEWAY_TAILER_SEQUENCES` says. `LEEWAY_TAILER_SEED` repeats one, or is the
  /// first of so many.
  @Test("Every line comes exactly once, whatever happens to the files")
  func model() throws {
    let environment = ProcessInfo.processInfo.environment
    let first = environment["LEEWAY_TAILER_SEED"].flatMap { UInt64($0) }
    let count = environment["LEEWAY_TAILER_SEQUENCES"].flatMap { UInt64($0) } ?? (first == nil ? 10_000 : 1)
    let seeds = (first ?? 1)..<(first ?? 1) + max(1, count)
    // Files in memory are quicker; those on disk get the inodes of deleted ones.
    let folder = try TemporaryFolder()
    let memory = try TemporaryFolder(inMemory: true)
    var failures = 0
    for seed in seeds {
      let steps = Self.steps(seed: seed)
      let place = seed % 4 == 0 ? folder.path : memory.path
      guard let complaint = TailerTrial.run(steps, seed: seed, folder: "\(place)/\(seed)") else { continue }
      failures += 1
      let shrunk = Self.shrink(steps, seed: seed, folder: place)
      Issue.record(
        """
        seed \(seed): \(complaint)
        shrunk to: \(shrunk.complaint)
        \(shrunk.steps.map { "  \($0)" }.joined(separator: "\n"))
        """)
      if failures == 3 { break }
    }
  }

  /// Mostly short sequences, every tenth of them long.
  static func steps(seed: UInt64) -> [TailerStep] {
    var random = SplitMix(state: seed)
    let count = seed % 10 == 0 ? 60 + random.below(60) : 10 + random.below(25)
    return (0..<count).map { _ in TailerStep.random(&random) }
  }

  /// Zeller's delta debugging: drops ever smaller parts as long as the rest still fails.
  static func shrink(
    _ steps: [TailerStep], seed: UInt64, folder: String
  ) -> (steps: [TailerStep], complaint: String) {
    var steps = steps
    var complaint = ""
    var attempt = 0
    var size = max(1, steps.count / 2)
    while true {
      var start = 0
      var hasShrunk = false
      while start < steps.count {
        var fewer = steps
        fewer.removeSubrange(start..<min(start + size, steps.count))
        attempt += 1
        if let found = TailerTrial.run(fewer, seed: seed, folder: "\(folder)/shrink-\(attempt)") {
          (steps, complaint, hasShrunk) = (fewer, found, true)
        } else {
          start += size
        }
      }
      if size == 1, !hasShrunk { return (steps, complaint) }
      if !hasShrunk { size = max(1, size / 2) }
    }
  }
}
