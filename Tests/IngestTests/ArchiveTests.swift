import Foundation
import Records
import Testing

@testable import Ingest

@Suite("Compressed logs")
struct ArchiveTests {
  static func pack(_ text: String, _ suffix: String) throws -> [UInt8] {
    suffix == ".gz" ? try gzipMember(text) : try zstdFrame(text)
  }

  @Test("Parts follow one another, and a last line without its end counts", arguments: [".gz", ".zst"])
  func parts(suffix: String) throws {
    let folder = try TemporaryFolder()
    let text = Reading.lines(0..<50)
    let half = text.utf8.count / 2 + 3
    let bytes =
      try Self.pack(String(text.prefix(half)), suffix) + Self.pack("", suffix)
      + Self.pack(String(text.dropFirst(half)) + "{\"line\":50}", suffix)
    try folder.file("a.jsonl" + suffix, bytes)
    let reading = Reading([folder.path + "/a*"])
    #expect(reading.read() == Reading.texts(0..<51))
    #expect(reading.tailer.files.first?.isLive == false)
    #expect(reading.tailer.files.first.map { $0.bytesRead == $0.size } == true)
  }

  @Test("Zeros behind the last member of a gzip file are passed over")
  func padding() throws {
    let folder = try TemporaryFolder()
    try folder.file("a.gz", gzipMember(Reading.lines(0..<5)) + [UInt8](repeating: 0, count: 100_000))
    #expect(Reading([folder.path + "/a.gz"]).read() == Reading.texts(0..<5))
  }

  @Test("Reading goes on at an offset in the content, also of CSV", arguments: [".gz", ".zst", ".csv.gz", ".csv.zst"])
  func resumes(suffix: String) throws {
    let folder = try TemporaryFolder()
    let isCSV = suffix.hasPrefix(".csv")
    let header = isCSV ? "id,y\n" : ""
    let packed = String(suffix.suffix(suffix.hasSuffix(".gz") ? 3 : 4))
    try folder.file("a" + suffix, Self.pack(header + Reading.lines(0..<9000), packed))
    let reading = Reading([folder.path + "/a*"], kind: .labels) { $0.blockSize = 20_000 }
    reading.look()
    for _ in 0..<3 { reading.tailer.files.first.map { reading.step($0) } }
    let first = reading.lines.count
    #expect(first > 0 && first < 9000)
    reading.restart()
    #expect(reading.read() == Reading.texts(first..<9000))
    #expect(reading.blocks.allSatisfy { $0.header == (isCSV ? ["id", "y"] : nil) })
    reading.restart()
    #expect(reading.read() == [])
  }

  @Test("An archive that grows is read on", arguments: [".gz", ".zst"])
  func growth(suffix: String) throws {
    let folder = try TemporaryFolder()
    let second = try Self.pack(Reading.lines(50..<5000), suffix)
    let first = try Self.pack(Reading.lines(0..<50), suffix)
    let reading = Reading([folder.path + "/a*"])
    for bytes in [first, first + second.prefix(second.count / 2), first + second] {
      let handle = open(folder.path + "/a" + suffix, O_WRONLY | O_CREAT, 0o644)
      _ = bytes.withUnsafeBytes { write(handle, $0.baseAddress, $0.count) }
      close(handle)
      reading.read()
    }
    #expect(reading.lines == Reading.texts(0..<5000))
    #expect(reading.errors.map(\.code) == [.damagedArchive])
  }

  @Test(
    "Of a file that ends too early the lines before its end count, then it is an error", arguments: [".gz", ".zst"])
  func truncated(suffix: String) throws {
    let whole = try Self.pack(Reading.lines(0..<200_000), suffix)
    for length in [whole.count / 2, whole.count - 1, 5] {
      let folder = try TemporaryFolder()
      try folder.file("a" + suffix, Array(whole[0..<length]))
      let reading = Reading([folder.path + "/a*"]) { $0.endOfInput = true }
      let lines = reading.read()
      #expect(lines == Reading.texts(0..<lines.count))
      #expect(length == 5 ? lines.isEmpty : lines.count > 1000)
      #expect(reading.errors.map(\.code) == [.damagedArchive])
      #expect(reading.errors.first?.detail == "ends in the middle of its data; copy it again")
    }
  }

  @Test(
    "Of a file with damaged data the lines before the damage count, then it is an error", arguments: [".gz", ".zst"])
  func corrupt(suffix: String) throws {
    let folder = try TemporaryFolder()
    var second = try Self.pack(Reading.lines(100..<200), suffix)
    second[0] = 0x58
    try folder.file("a" + suffix, Self.pack(Reading.lines(0..<100), suffix) + second)
    try folder.file("b" + suffix, Reading.lines(0..<3))
    let reading = Reading([folder.path + "/a*", folder.path + "/b*"])
    #expect(reading.read() == Reading.texts(0..<100))
    #expect(reading.errors.map(\.code) == [.damagedArchive, .damagedArchive])
    #expect(reading.errors.allSatisfy { $0.detail.hasPrefix("is not valid") })
  }
}
