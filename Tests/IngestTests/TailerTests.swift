import Foundation
import Ingest
import Notation
import Testing

@Suite("Tailer")
struct TailerTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("Files of several directories, also those that appear later")
  func directories() throws {
    try folder.folder("logs/a")
    try folder.file("logs/a/pred-1.jsonl", Reading.lines(0..<2))
    let reading = Reading([folder.path + "/logs/*/pred-*.jsonl"])
    #expect(reading.read() == Reading.texts(0..<2))
    try folder.folder("logs/b")
    try folder.file("logs/b/pred-2.jsonl", Reading.lines(2..<3))
    try folder.file("logs/b/other.jsonl", Reading.lines(90..<93))
    #expect(reading.read() == Reading.texts(2..<3))
  }

  @Test("A partial last line is held over any number of writes and over a restart", arguments: [false, true])
  func partialLine(restarts: Bool) throws {
    try folder.file("a", "{\"line\":0}\n{\"li")
    let reading = Reading([folder.path + "/a"])
    #expect(reading.read() == Reading.texts(0..<1))
    for part in ["ne", "\":", "1"] {
      try folder.append(part, to: "a")
      if restarts { reading.restart() }
      #expect(reading.read() == [])
    }
    try folder.append("}\n", to: "a")
    #expect(reading.read() == Reading.texts(1..<2))
  }

  @Test("Truncation in place starts the file anew", arguments: [1, 3, 40])
  func truncation(lines: Int) throws {
    try folder.file("a", Reading.lines(0..<3))
    let reading = Reading([folder.path + "/a"])
    reading.read()
    try folder.truncate("a", then: Reading.lines(10..<10 + lines))
    #expect(reading.read() == Reading.texts(10..<10 + lines))
  }

  @Test("A file that was truncated and has grown again is noticed while it is read, before anybody looks")
  func truncationBetweenLooks() throws {
    try folder.file("a", Reading.lines(0..<3))
    let reading = Reading([folder.path + "/a"])
    reading.read()
    try folder.truncate("a", then: Reading.lines(1000..<1040))
    let file = try #require(reading.tailer.files.first)
    #expect(try file.nextBlock() == nil)
    #expect(reading.read() == Reading.texts(1000..<1040))
  }

  @Test("An unfinished line that is taken back costs nothing that was counted")
  func partialTruncation() throws {
    try folder.file("a", Reading.lines(0..<3) + "{\"li")
    let reading = Reading([folder.path + "/a"])
    reading.read()
    try folder.truncate("a", to: Reading.lines(0..<3).utf8.count, then: Reading.lines(3..<5))
    #expect(reading.read() == Reading.texts(3..<5))
  }

  @Test("What is left of a file that was cut at a line end is not read again")
  func cutAtLine() throws {
    try folder.file("a", Reading.lines(0..<9))
    let reading = Reading([folder.path + "/a"])
    reading.read()
    try folder.truncate("a", to: Reading.lines(0..<2).utf8.count)
    #expect(reading.read() == [])
    try folder.append(Reading.lines(30..<31), to: "a")
    #expect(reading.read() == Reading.texts(30..<31))
  }

  @Test("A new file that has not got further than what another one began with waits, and is then read in full")
  func shortBeginning() throws {
    try folder.file("a", Reading.lines(0..<9))
    let reading = Reading([folder.path + "/*"])
    reading.read()
    try folder.truncate("a")
    try folder.file("b", "{\"line\":")
    #expect(reading.read() == [])
    try folder.append("77}\n", to: "b")
    #expect(reading.read() == Reading.texts(77..<78))
  }

  @Test("A short file that waits and loses its name as it grows is read", arguments: [false, true])
  func shortFileLosesName(isDeleted: Bool) throws {
    try folder.file("a.jsonl", "{\"line\"")
    try folder.file("b.jsonl", Reading.lines(0..<9))
    let reading = Reading([folder.path + "/*.jsonl"])
    #expect(reading.read() == Reading.texts(0..<9))
    try folder.append(":77}\n", to: "a.jsonl")
    if isDeleted { try folder.remove("a.jsonl") } else { try folder.rename("a.jsonl", "old") }
    #expect(reading.read() == Reading.texts(77..<78))
    #expect(reading.read(later: .minutes(6)) == [])
  }

  @Test("A deleted file is read to its end, and a new one of its name from the start")
  func deletion() throws {
    try folder.file("a", Reading.lines(0..<3))
    let reading = Reading([folder.path + "/a"])
    reading.look()
    try folder.remove("a")
    #expect(reading.read() == Reading.texts(0..<3))
    #expect(reading.troubles.map(\.code) == [.missing])
    try folder.file("a", Reading.lines(3..<5))
    #expect(reading.read() == Reading.texts(3..<5))
  }

  @Test("Another file with the inode of a remembered one is read from the start")
  func inodeReuse() throws {
    try folder.file("a", Reading.lines(0..<3))
    let reading = Reading([folder.path + "/a"])
    reading.read()
    var positions = reading.tailer.positions
    try folder.file("b", Reading.lines(5..<9))
    let identity = try #require(FileIdentity(path: folder.path + "/b"))
    (positions[0].device, positions[0].inode) = (identity.device, identity.inode)
    let other = Reading([folder.path + "/b"], resumeAt: positions)
    #expect(other.read() == Reading.texts(5..<9))
  }

  @Test("A file under two names, or matched by two patterns, is read once")
  func twoNames() throws {
    try folder.file("a.jsonl", Reading.lines(0..<3))
    #expect(link(folder.path + "/a.jsonl", folder.path + "/b.jsonl") == 0)
    try folder.link("c.jsonl", to: "a.jsonl")
    let reading = Reading([folder.path + "/*.jsonl", folder.path + "/a*"])
    #expect(reading.read() == Reading.texts(0..<3))
    #expect(reading.troubles.isEmpty)
    try folder.remove("a.jsonl")
    try folder.append(Reading.lines(3..<4), to: "b.jsonl")
    #expect(reading.read() == Reading.texts(3..<4))
  }

  @Test("A file that is asked for as predictions and as labels is a trouble, told once, and predictions win")
  func twoKinds() throws {
    try folder.file("a.jsonl", Reading.lines(0..<3))
    let tailer = Tailer(inputs: [
      .init(kind: .labels, pattern: folder.path + "/a.jsonl"), .init(kind: .predictions, pattern: folder.path + "/*"),
    ])
    let changes = tailer.look(now: Instant(seconds: 0))
    #expect(changes.opened.map(\.kind) == [.predictions])
    #expect(changes.troubles.map(\.code) == [.twoKinds])
    #expect(tailer.look(now: Instant(seconds: 1)).troubles.isEmpty)
  }

  @Test("A directory that vanishes and returns is read on, also after a restart", arguments: [false, true])
  func vanishing(restarts: Bool) throws {
    try folder.folder("logs")
    try folder.file("logs/a", Reading.lines(0..<3))
    let reading = Reading([folder.path + "/logs/*"])
    reading.read()
    try folder.rename("logs", "away")
    #expect(reading.read() == [])
    if restarts { reading.restart() }
    #expect(reading.read() == [])
    try folder.append(Reading.lines(3..<4), to: "away/a")
    try folder.rename("away", "logs")
    #expect(reading.read() == Reading.texts(3..<4))
  }

  @Test("A permission that is lost and given back costs nothing", .disabled(if: geteuid() == 0))
  func permission() throws {
    try folder.file("a", Reading.lines(0..<3))
    let path = folder.path + "/a"
    let reading = Reading([path])
    reading.read()
    chmod(path, 0)
    reading.restart()
    #expect(reading.read() == [])
    #expect(reading.read() == [])
    #expect(reading.troubles.map(\.code) == [.noPermission])
    chmod(path, 0o644)
    try folder.append(Reading.lines(3..<4), to: "a")
    #expect(reading.read() == Reading.texts(3..<4))
  }

  @Test("A missing file and a directory are troubles that name them, told once until they change")
  func troubles() throws {
    try folder.folder("d")
    let reading = Reading([folder.path + "/none", folder.path + "/d"])
    reading.look()
    reading.look()
    #expect(reading.troubles.map(\.code) == [.isDirectory, .missing])
    #expect(reading.troubles.map(\.path) == [folder.path + "/d", folder.path + "/none"])
    try folder.file("none", Reading.lines(0..<1))
    #expect(reading.read() == Reading.texts(0..<1))
    try folder.remove("none")
    reading.look()
    #expect(reading.troubles.count == 3)
  }

  @Test("More files than may be open at a time are read all the same")
  func manyFiles() throws {
    for index in 0..<20 { try folder.file("a-\(index)", Reading.lines(index * 10..<index * 10 + 10)) }
    let reading = Reading([folder.path + "/a-*"]) { ($0.openLimit, $0.blockSize) = (4, 40) }
    #expect(Set(reading.read()) == Set(Reading.texts(0..<200)))
    #expect(reading.lines.count == 200)
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter { name in
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)"))?.contains("/a-") == true
    }
    #expect(open.count <= 5)
    for index in 0..<20 { try folder.append(Reading.lines(200 + index..<201 + index), to: "a-\(index)") }
    #expect(reading.read().count == 20)
  }

  @Test("The position follows what was counted, not what was read")
  func position() throws {
    try folder.file("a", Reading.lines(0..<3))
    let reading = Reading([folder.path + "/a"])
    reading.look()
    let file = try #require(reading.tailer.files.first)
    let block = try #require(try file.nextBlock())
    #expect(file.position.offset == 0)
    file.newest = 7
    file.consumed(block)
    #expect(file.position.offset == block.end)
    #expect(file.position.newest == 7)
    #expect(reading.tailer.positions == [file.position])
    let data = try JSONEncoder().encode(file.position)
    #expect(try JSONDecoder().decode(FilePosition.self, from: data) == file.position)
  }

  @Test("Where nothing is waited for, a last line without its line end counts")
  func endOfInput() throws {
    try folder.file("a", Reading.lines(0..<3) + "{\"line\":3}")
    try folder.file("b", "{\"line\":4}")
    let reading = Reading([folder.path + "/a", folder.path + "/b"]) { $0.endOfInput = true }
    #expect(Set(reading.read()) == Set(Reading.texts(0..<5)))
    #expect(reading.tailer.files.allSatisfy { !$0.isLive })
    reading.restart()
    #expect(reading.read() == [])
  }

  @Test("A CSV file is read on with its header after a restart")
  func csv() throws {
    try folder.file("a.csv", "id;y\n" + Reading.lines(0..<3))
    let reading = Reading([folder.path + "/a.csv"], kind: .labels)
    #expect(reading.read() == Reading.texts(0..<3))
    try folder.append(Reading.lines(3..<4) + "\"4\n", to: "a.csv")
    reading.restart()
    #expect(reading.read() == Reading.texts(3..<4))
    try folder.append("x\";1\n", to: "a.csv")
    #expect(reading.read() == ["\"4", "x\";1"])
    #expect(reading.blocks.allSatisfy { $0.header == ["id", "y"] && $0.separator == UInt8(ascii: ";") })
  }

  @Test("A named pipe is read over the comings and goings of its writers")
  func namedPipe() throws {
    let path = folder.path + "/pipe"
    #expect(mkfifo(path, 0o644) == 0)
    let reading = Reading([path])
    #expect(reading.read() == [])
    for turn in 0..<3 {
      let writer = open(path, O_WRONLY | O_NONBLOCK)
      #expect(writer >= 0)
      let text = Reading.lines(turn..<turn + 1)
      let half = text.utf8.count / 2
      for part in [text.prefix(half), text.dropFirst(half)] {
        _ = Array(part.utf8).withUnsafeBytes { write(writer, $0.baseAddress, $0.count) }
        if part.count == half { #expect(reading.read() == []) }
      }
      close(writer)
      #expect(reading.read() == Reading.texts(turn..<turn + 1))
    }
    #expect(reading.tailer.files.first?.isLive == true)
    #expect(reading.tailer.positions.isEmpty)
  }

  @Test(
    "Where pipes are waited for, one is read from its first writer to the end of the last", arguments: [false, true])
  func waiting(isNamed: Bool) async throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { close(ends[0]) }
    let path = folder.path + "/pipe"
    if isNamed { #expect(mkfifo(path, 0o644) == 0) }
    var options = Tailer.Options()
    (options.endOfInput, options.standardInput) = (true, ends[0])
    let tailer = Tailer(inputs: [.init(kind: .predictions, pattern: isNamed ? path : "-")], options: options)
    let opened = tailer.look(now: Instant(seconds: 0)).opened
    let file = try #require(opened.first)
    let text = Reading.lines(0..<40) + "{\"line\":40}"
    let other = ends[1]
    let writer = Thread {
      usleep(20_000)
      let descriptor = isNamed ? open(path, O_WRONLY) : other
      // In the middle of lines, with pauses.
      for part in stride(from: 0, to: text.utf8.count, by: 150) {
        _ = Array(text.utf8.dropFirst(part).prefix(150)).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        usleep(5_000)
      }
      close(descriptor)
    }
    writer.start()
    if isNamed { close(other) }
    var bytes: [UInt8] = []
    while let block = try file.nextBlock() {
      bytes += block.content
      file.consumed(block)
    }
    #expect(String(decoding: bytes, as: UTF8.self) == text)
    #expect(!file.isLive)
    #expect(try file.nextBlock() == nil)
  }

  @Test("Standard input is read to its end, and then it is over")
  func standardInput() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { close(ends[0]) }
    let reading = Reading(["-"]) { $0.standardInput = ends[0] }
    #expect(reading.read() == [])
    let text = Reading.lines(0..<2) + "{\"line\":2}"
    _ = Array(text.utf8).withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
    #expect(reading.read() == Reading.texts(0..<2))
    #expect(reading.tailer.files.first?.isLive == true)
    close(ends[1])
    #expect(reading.read() == Reading.texts(2..<3))
    #expect(reading.tailer.files.first?.isLive == false)
  }
}
