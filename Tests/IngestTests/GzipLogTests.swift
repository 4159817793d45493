import Foundation
import Ingest
import Records
import Testing

@Suite("Compressed logs")
struct GzipLogTests {
  @Test("Members follow one another, and a last line without its end counts")
  func members() throws {
    let folder = try TemporaryFolder()
    let half = LabelLog.lines(0..<50).utf8.count / 2
    let text = LabelLog.lines(0..<50)
    let first = String(text.prefix(half))
    let second = String(text.dropFirst(half)) + LabelLog.line(50)
    let bytes = try gzipMember(first) + gzipMember("") + gzipMember(second)
    let reader = try LabelLog(try folder.file("a.jsonl.gz", bytes))
    #expect(try reader.read(limit: 7) == 51)
    #expect(reader.ids == (0...50).map { IdentifierHash("\($0)") })
    #expect(reader.letters.isEmpty)
  }

  @Test("Zeros behind the last member are passed over")
  func padding() throws {
    let bytes = try gzipMember(LabelLog.lines(0..<5)) + [UInt8](repeating: 0, count: 100_000)
    let folder = try TemporaryFolder()
    let reader = try LabelLog(folder.file("a.jsonl.gz", bytes))
    #expect(try reader.read() == 5)
  }

  @Test("Reading goes on at an offset in the content", arguments: [0, 1, 37, 99])
  func resumes(taken: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.jsonl.gz", gzipMember(LabelLog.lines(0..<60)) + gzipMember(LabelLog.lines(60..<100)))
    let first = try LabelLog(path)
    if taken > 0 { _ = try first.step(limit: taken) }
    let second = try LabelLog(path, offset: first.log.offset)
    try second.read()
    #expect(first.ids + second.ids == (0..<100).map { IdentifierHash("\($0)") })
    #expect(second.log.offset == Int64(LabelLog.lines(0..<100).utf8.count))
  }

  /// What a damaged file gives: good lines, then the same error again and again.
  static func damaged(_ bytes: [UInt8]) throws -> (count: Int, errors: [IngestError]) {
    let folder = try TemporaryFolder()
    let reader = try LabelLog(try folder.file("a.jsonl.gz", bytes))
    var errors: [IngestError] = []
    for _ in 0..<3 {
      do {
        try reader.read()
      } catch let error as IngestError {
        errors.append(error)
      }
    }
    return (reader.count, errors)
  }

  @Test("Of a file that ends too early the lines before its end count, then it is an error")
  func truncated() throws {
    let whole = try gzipMember(LabelLog.lines(0..<20_000))
    for length in [whole.count / 2, whole.count - 1, 5] {
      let (count, errors) = try Self.damaged(Array(whole[0..<length]))
      #expect(length == 5 ? count == 0 : count > 5_000 && count <= 20_000)
      #expect(errors.map(\.code) == [.damagedArchive, .damagedArchive, .damagedArchive])
      #expect(Set(errors.map(\.description)).count == 1)
      #expect(errors.first?.detail == "ends in the middle of its data; copy it again")
    }
  }

  @Test("Of a file with a damaged member the lines before the damage count, then it is an error")
  func corrupt() throws {
    var second = try gzipMember(LabelLog.lines(100..<200))
    second[0] = 0x58
    let (count, errors) = try Self.damaged(try gzipMember(LabelLog.lines(0..<100)) + second)
    #expect(count == 100)
    #expect(errors.map(\.code) == [.damagedArchive, .damagedArchive, .damagedArchive])
    #expect(errors.first?.detail.hasPrefix("is not valid gzip") == true)

    var sum = try gzipMember(LabelLog.lines(0..<100))
    sum[sum.count - 6] ^= 0xFF
    #expect(try Self.damaged(sum).count == 100)
    #expect(try Self.damaged(sum).errors.count == 3)
  }

  @Test("Plain text under a compressed name is an error that names the file")
  func plain() throws {
    let (count, errors) = try Self.damaged(Array(LabelLog.lines(0..<3).utf8))
    #expect(count == 0)
    #expect(errors.map(\.code) == [.damagedArchive, .damagedArchive, .damagedArchive])
  }
}
