import Ingest
import Testing

/// Positions of which a former version kept less: no fingerprint of what stands before the offset, and perhaps none of
/// the beginning.
@Suite("Files known by identity and beginning alone")
struct PartlyKnownFileTests {
  let folder: TemporaryFolder
  let pattern: String

  init() throws {
    folder = try TemporaryFolder()
    pattern = folder.path + "/p.jsonl*"
  }

  /// Where a file was left behind so many lines.
  private func position(_ name: String, behind count: Int, head: Int) throws -> FilePosition {
    let path = folder.path + "/" + name
    let offset = Int64(Reading.lines(0..<count).utf8.count)
    var position = FilePosition(
      path: path, kind: .predictions, identity: try #require(FileIdentity(path: path)), offset: offset)
    position.headLength = head
    position.head = Fingerprint.of(Array(Reading.lines(0..<count).utf8.prefix(head)))
    return position
  }

  @Test("The file goes on where it was left, under whatever name, and over another restart", arguments: [0, 256])
  func renamed(head: Int) throws {
    try folder.file("p.jsonl", Reading.lines(0..<100))
    let position = try position("p.jsonl", behind: 60, head: head)
    try folder.rename("p.jsonl", "p.jsonl.1")
    let reading = Reading([pattern], resumeAt: [position])
    #expect(reading.read() == Reading.texts(60..<100))
    try folder.append(Reading.lines(100..<110), to: "p.jsonl.1")
    reading.restart()
    #expect(reading.read() == Reading.texts(100..<110))
    #expect(reading.troubles.isEmpty && reading.errors.isEmpty)
  }

  @Test("An archive goes on where it was left")
  func archive() throws {
    try folder.file("p.jsonl.gz", gzipMember(Reading.lines(0..<100)))
    let reading = Reading([pattern], resumeAt: [try position("p.jsonl.gz", behind: 60, head: 0)])
    #expect(reading.read() == Reading.texts(60..<100))
    reading.restart()
    #expect(reading.read() == [])
    #expect(reading.troubles.isEmpty && reading.errors.isEmpty)
  }

  @Test("Compressed since, it is known by its beginning")
  func compressed() throws {
    try folder.file("p.jsonl", Reading.lines(0..<100))
    let position = try position("p.jsonl", behind: 60, head: 256)
    try folder.file("p.jsonl.1.gz", gzipMember(Reading.lines(0..<100)))
    try folder.remove("p.jsonl")
    #expect(Reading([pattern], resumeAt: [position]).read() == Reading.texts(60..<100))
  }

  @Test("What begins otherwise or is shorter is another content", arguments: [true, false])
  func another(isLonger: Bool) throws {
    try folder.file("p.jsonl", Reading.lines(0..<100))
    let position = try position("p.jsonl", behind: 60, head: 256)
    let lines = isLonger ? 200..<300 : 0..<30
    try folder.truncate("p.jsonl", then: Reading.lines(lines))
    #expect(Reading([pattern], resumeAt: [position]).read() == Reading.texts(lines))
  }
}
