import Foundation
import Ingest
import Notation
import Records
import Synchronization
import Testing

@Suite("Rotation")
struct RotationTests {
  let folder: TemporaryFolder
  let pattern: String

  init() throws {
    folder = try TemporaryFolder()
    pattern = folder.path + "/pred.jsonl*"
  }

  @Test(
    "A renamed file is read to its end before its successor, whether a pattern matches its name or not",
    arguments: ["pred.jsonl.1", "old"], [false, true])
  func rename(name: String, restarts: Bool) throws {
    try folder.file("pred.jsonl", Reading.lines(0..<3))
    let reading = Reading([pattern])
    #expect(reading.read() == Reading.texts(0..<3))
    try folder.append(Reading.lines(3..<5), to: "pred.jsonl")
    try folder.rename("pred.jsonl", name)
    try folder.file("pred.jsonl", Reading.lines(6..<8))
    try folder.append(Reading.lines(5..<6), to: name)
    if restarts { reading.restart() }
    #expect(reading.read() == Reading.texts(3..<8))
    try folder.append(Reading.lines(8..<9), to: name)
    #expect(reading.read() == Reading.texts(8..<9))
    #expect(reading.troubles.isEmpty)
  }

  @Test("A renamed file that stays quiet is let go, with what stands behind its last line end, and is not read again")
  func letGo() throws {
    try folder.file("pred.jsonl", Reading.lines(0..<2) + "{\"line\":2}")
    let reading = Reading([folder.path + "/pred.jsonl"])
    #expect(reading.read() == Reading.texts(0..<2))
    try folder.rename("pred.jsonl", "old")
    #expect(reading.read() == [])
    #expect(reading.tailer.files.count == 1)
    #expect(reading.read(later: .minutes(6)) == Reading.texts(2..<3))
    #expect(reading.look(later: .minutes(1)).closed.count == 1)
    #expect(reading.tailer.files.isEmpty)
    #expect(reading.tailer.positions.count == 1)
    try folder.rename("old", "pred.jsonl")
    #expect(reading.read() == [])
    try folder.append("\n" + Reading.lines(3..<4), to: "pred.jsonl")
    #expect(reading.read() == Reading.texts(3..<4))
  }

  @Test("The copy that copytruncate makes is read from where the original was left", arguments: [false, true])
  func copyTruncate(restarts: Bool) throws {
    try folder.file("pred.jsonl", Reading.lines(0..<20))
    let reading = Reading([pattern])
    reading.read()
    try folder.append(Reading.lines(20..<25), to: "pred.jsonl")
    try folder.copy("pred.jsonl", "pred.jsonl.1")
    try folder.truncate("pred.jsonl", then: Reading.lines(25..<27))
    if restarts { reading.restart() }
    #expect(Set(reading.read()) == Set(Reading.texts(20..<27)))
    #expect(reading.lines.count == 27)
  }

  @Test("A copy found while the original is whole waits, and is let be as long as the original is not truncated")
  func heldCopy() throws {
    try folder.file("pred.jsonl", Reading.lines(0..<20))
    let reading = Reading([pattern])
    try folder.copy("pred.jsonl", "pred.jsonl.1")
    #expect(reading.read() == Reading.texts(0..<20))
    #expect(reading.tailer.files.count == 1)
    try folder.append(Reading.lines(20..<22), to: "pred.jsonl")
    #expect(reading.read() == Reading.texts(20..<22))
    try folder.truncate("pred.jsonl", then: Reading.lines(22..<23))
    #expect(reading.read() == Reading.texts(22..<23))
    #expect(reading.lines.count == 23)
  }

  @Test(
    "A copy that is shorter than the archive of its original costs nothing and adds nothing", arguments: [false, true])
  func copyBesideArchive(restarts: Bool) throws {
    try folder.file("pred.jsonl-1", Reading.lines(0..<20))
    let reading = Reading([pattern])
    #expect(reading.read() == Reading.texts(0..<20))
    if restarts { reading.restart() }
    try folder.file("pred.jsonl.2.gz", gzipMember(Reading.lines(0..<30)))
    #expect(reading.read() == Reading.texts(20..<30))
    #expect(reading.read(later: .minutes(6)) == [])
    reading.restart()
    #expect(reading.read() == [])
  }

  @Test(
    "A copy that was let be before a restart is known afterwards, too, whatever becomes of its original or its times")
  func heldCopyAfterRestart() throws {
    try folder.file("pred.jsonl", Reading.lines(0..<5))
    try folder.copy("pred.jsonl", "pred.jsonl-1")
    let reading = Reading([pattern])
    #expect(reading.read() == Reading.texts(0..<5))
    reading.look()
    reading.restart()
    reading.restart()
    #expect(utimes(folder.path + "/pred.jsonl-1", nil) == 0)
    try folder.append(Reading.lines(5..<9), to: "pred.jsonl")
    #expect(reading.read() == Reading.texts(5..<9))
    try folder.truncate("pred.jsonl", then: Reading.lines(9..<11))
    #expect(reading.read() == Reading.texts(9..<11))
  }

  @Test("A file that only begins like another one is read in full, once it differs")
  func sharedBeginning() throws {
    let banner = Reading.lines(0..<200)
    try folder.file("pred.jsonl", banner + Reading.lines(200..<210))
    try folder.file("pred.jsonl.b", banner + Reading.lines(300..<305))
    let reading = Reading([pattern])
    reading.read()
    #expect(reading.lines.count == 210 + 205)
    try folder.file("pred.jsonl.c", banner + Reading.lines(400..<420))
    #expect(reading.read().count == 220)
  }

  @Test("The archive of a rotated file is recognised and gives only what was not read", arguments: [".gz", ".zst"])
  func compression(suffix: String) throws {
    try folder.file("pred.jsonl", Reading.lines(0..<500))
    let reading = Reading([pattern]) { $0.blockSize = 4000 }
    reading.look()
    reading.tailer.files.first.map { reading.step($0) }
    let first = reading.lines.count
    #expect(first > 0 && first < 500)
    let whole = Reading.lines(0..<500)
    try folder.file("pred.jsonl.1" + suffix, suffix == ".gz" ? gzipMember(whole) : zstdFrame(whole))
    try folder.remove("pred.jsonl")
    reading.restart()
    #expect(reading.read() == Reading.texts(first..<500))
    reading.restart()
    #expect(reading.read() == [])
    #expect(reading.read(later: .minutes(9)) == [])
    #expect(reading.troubles.isEmpty && reading.errors.isEmpty)
  }

  @Test("An archive that is being written waits until it tells what it is", arguments: [".gz", ".zst"])
  func growingArchive(suffix: String) throws {
    try folder.file("pred.jsonl", Reading.lines(0..<2000))
    let reading = Reading([pattern])
    reading.read()
    let whole = Reading.lines(0..<2000)
    let bytes = try suffix == ".gz" ? gzipMember(whole) : zstdFrame(whole)
    for part in [4, bytes.count / 2, bytes.count] {
      try folder.file("pred.jsonl.1" + suffix, Array(bytes[0..<part]))
      if part == bytes.count { try folder.remove("pred.jsonl") }
      #expect(reading.read() == [])
    }
    #expect(reading.read(later: .minutes(9)) == [])
    #expect(reading.read(later: .minutes(9)) == [])
    #expect(reading.errors.isEmpty)
  }

  @Test("A link that is pointed elsewhere is a rotation", arguments: [false, true])
  func link(restarts: Bool) throws {
    try folder.folder("data")
    try folder.file("data/1", Reading.lines(0..<3))
    try folder.file("data/2", Reading.lines(4..<6))
    try folder.link("pred.jsonl", to: "data/1")
    let reading = Reading([pattern])
    #expect(reading.read() == Reading.texts(0..<3))
    try folder.append(Reading.lines(3..<4), to: "data/1")
    try folder.link("pred.jsonl", to: "data/2")
    if restarts { reading.restart() }
    #expect(reading.read() == Reading.texts(3..<6))
  }

  @Test("A file that grows while its forerunners are still being read waits for them, however often it is renamed")
  func chain() throws {
    let reading = Reading([folder.path + "/pred.jsonl"]) { $0.blockSize = 64 }
    var all: [String] = []
    for turn in 0..<4 {
      try folder.file("pred.jsonl", Reading.lines(turn * 100..<turn * 100 + 100))
      all += Reading.texts(turn * 100..<turn * 100 + 100)
      reading.look()
      reading.tailer.files.first { !$0.isDrained }.map { reading.step($0) }
      try folder.rename("pred.jsonl", "old-\(turn)")
    }
    reading.read()
    #expect(reading.lines == all)
  }

  @Test("A copy whose original is truncated while the two are looked at is not read again", arguments: 1...6)
  func truncatedDuringLook(moment: Int) throws {
    let log = folder.path + "/pred.jsonl"
    // The tailer asks for the time again and again while it looks: at one of these moments the log is truncated.
    let countdown = Mutex(Int.max)
    let reading = Reading([pattern]) { options in
      options.fileClock = {
        let isDue = countdown.withLock { left in
          left -= 1
          return left == 0
        }
        if isDue { try? Data("{\"later\":1}\n".utf8).write(to: URL(fileURLWithPath: log)) }
        return .min
      }
    }
    try folder.file("pred.jsonl", Reading.lines(0..<50))
    #expect(reading.read() == Reading.texts(0..<50))
    try FileManager.default.copyItem(atPath: log, toPath: log + ".1")
    countdown.withLock { $0 = moment }
    let rest = reading.read() + reading.read() + reading.read(later: .minutes(1))
    #expect(rest == (countdown.withLock { $0 } > 0 ? [] : ["{\"later\":1}"]))
  }

  @Test("Labels in CSV are CSV under any name that their file gets, over restarts, too")
  func csvRotation() throws {
    let labels = Reading([folder.path + "/*"], kind: .labels)
    try folder.file("labels.csv", "id,y\na,1\n")
    #expect(labels.read() == ["a,1"])
    try folder.append("b,0\n", to: "labels.csv")
    try folder.rename("labels.csv", "labels-before")
    labels.restart()
    #expect(labels.read() == ["b,0"])
    try folder.append("c,1\n", to: "labels-before")
    labels.restart()
    #expect(labels.read() == ["c,1"])
    #expect(labels.blocks.allSatisfy { $0.header == ["id", "y"] })
  }

  @Test("What the options say of the format goes before a file's name", arguments: [LabelFormat.csv, .jsonLines])
  func labelFormat(format: LabelFormat) throws {
    let labels = Reading([folder.path + "/*"], kind: .labels) { $0.labelFormat = format }
    try folder.file("labels.csv", "id,y\n")
    try folder.file("labels.jsonl", "key,z\n")
    #expect(Set(labels.read()) == (format == .csv ? [] : ["id,y", "key,z"]))
  }
}
