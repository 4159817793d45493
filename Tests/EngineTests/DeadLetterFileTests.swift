import Foundation
import Ingest
import Notation
import Records
import Testing

@testable import Engine

@Suite struct DeadLetterFileTests {
  private let directory: WorkingDirectory
  private let path: String

  init() throws {
    directory = try WorkingDirectory()
    path = directory.file("dead-letters.jsonl")
  }

  private func letter(_ number: Int) -> DeadLetter {
    DeadLetter(path: "p", offset: Int64(number), defect: LineDefect(.truncated), head: "{")
  }

  private func offsets(_ name: String = "dead-letters.jsonl") throws -> [Int] {
    try directory.lines(name).compactMap { $0["offset"] as? Int }
  }

  @Test("Lines are in the file once the checkpoint is, in order")
  func order() throws {
    let file = try DeadLetterFile(path: path, mark: DeadLetterFile.Mark())
    for number in 0..<10 {
      file.append(letter(number))
      if number % 3 == 2 { file.settle(try file.write()) }
    }
    #expect(try offsets() == Array(0..<9))
    file.settle(try file.write())
    #expect(try offsets() == Array(0..<10))
  }

  /// Between writing and the transaction, and between the transaction and the renaming.
  @Test("A crash at any point leaves each line once, over rotations, too", arguments: [1, 2, 3, 4, 5])
  func crashes(seed: UInt64) throws {
    var state = seed
    func random(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    // What the transaction holds: how far the log was read, and the mark.
    var stored = (next: 0, mark: DeadLetterFile.Mark())
    var next = 0
    var generations: [[Int]] = [[]]
    var file = try DeadLetterFile(path: path, mark: stored.mark, fileLimit: 600)
    for _ in 0..<200 {
      let first = next
      for _ in 0..<(1 + random(3)) {
        file.append(letter(next))
        next += 1
      }
      let mark = try file.write()
      let end = random(4)
      if end > 0 {
        if mark.generation != stored.mark.generation { generations.append([]) }
        generations[generations.count - 1] += Array(first..<next)
        stored = (next, mark)
        // Without settling, the crash comes before the renaming.
        if end > 1 { file.settle(mark) }
      }
      if end < 3 {
        file = try DeadLetterFile(path: path, mark: stored.mark, fileLimit: 600)
        next = stored.next
        #expect(try offsets() == generations[generations.count - 1], "seed \(seed)")
        if generations.count > 1 {
          #expect(try offsets("dead-letters.jsonl.1") == generations[generations.count - 2], "seed \(seed)")
        }
      }
    }
    #expect(generations.count > 5)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 2)
  }

  @Test("What waits is bounded, and the file says how many lines it lacks")
  func flood() throws {
    let file = try DeadLetterFile(path: path, mark: DeadLetterFile.Mark(), waitingLimit: 1000)
    for number in 0..<1000 { file.append(letter(number)) }
    file.settle(try file.write())
    let kept = try offsets().count
    #expect(kept > 5 && kept < 30)
    #expect(try directory.lines("dead-letters.jsonl").last?["left_out"] as? Int == 1000 - kept)
    file.append(letter(1000))
    file.settle(try file.write())
    #expect(try offsets().last == 1000)
  }

  @Test("A file that somebody emptied or took away is begun anew")
  func taken() throws {
    let file = try DeadLetterFile(path: path, mark: DeadLetterFile.Mark())
    file.append(letter(1))
    file.settle(try file.write())
    try FileManager.default.removeItem(atPath: path)
    file.append(letter(2))
    let mark = try file.write()
    file.settle(mark)
    #expect(try offsets() == [2] && Int(mark.length) == directory.read("dead-letters.jsonl").utf8.count)
  }

  @Test("A file that cannot be written is an error, and its lines wait")
  func unwritable() throws {
    let file = try DeadLetterFile(path: path, mark: DeadLetterFile.Mark())
    file.append(letter(1))
    try directory.makeDirectory("dead-letters.jsonl")
    let error = #expect(throws: EngineError.self) { _ = try file.write() }
    #expect(error?.description.hasPrefix(path) ?? false)
    try FileManager.default.removeItem(atPath: path)
    file.settle(try file.write())
    #expect(try offsets() == [1])
  }
}
