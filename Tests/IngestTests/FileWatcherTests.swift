import Foundation
import Ingest
import Notation
import Testing

@Suite("File watcher")
struct FileWatcherTests {
  let folder: TemporaryFolder
  let watcher = FileWatcher()
  let reading: Reading

  init() throws {
    folder = try TemporaryFolder()
    try folder.folder("logs")
    try folder.file("logs/a.jsonl", Reading.lines(0..<1))
    reading = Reading([folder.path + "/logs/*.jsonl", folder.path + "/more/*/b.jsonl"])
    reading.read()
    watcher.watch(reading.tailer)
  }

  /// Whether a wait ends for what is done.
  private func notices(_ change: () throws -> Void) throws -> Bool {
    reading.read()
    watcher.watch(reading.tailer)
    while watcher.wait(upTo: .zero) {}
    try change()
    return watcher.wait(upTo: TimeSpan(seconds: 5))
  }

  @Test("It wakes for lines, new files, renames and deletions, also in directories that appear")
  func changes() throws {
    try #require(!watcher.isPolling)
    #expect(try notices { try folder.append(Reading.lines(1..<2), to: "logs/a.jsonl") })
    #expect(try notices { try folder.file("logs/b.jsonl", Reading.lines(2..<3)) })
    #expect(try notices { try folder.rename("logs/b.jsonl", "logs/old") })
    #expect(try notices { try folder.append(Reading.lines(3..<4), to: "logs/old") })
    #expect(try notices { try folder.remove("logs/a.jsonl") })
    #expect(try notices { try folder.folder("more") })
    #expect(try notices { try folder.folder("more/x") })
    #expect(try notices { try folder.file("more/x/b.jsonl", Reading.lines(4..<5)) })
    #expect(try notices { try folder.append(Reading.lines(5..<6), to: "more/x/b.jsonl") })
    #expect(reading.read() == Reading.texts(5..<6))
  }

  @Test("It wakes for the target of a link")
  func link() throws {
    try folder.folder("data")
    try folder.file("data/1", Reading.lines(6..<7))
    try folder.link("logs/c.jsonl", to: "../data/1")
    #expect(try notices { try folder.append(Reading.lines(7..<8), to: "data/1") })
    #expect(reading.read() == Reading.texts(7..<8))
  }

  @Test("It wakes for a named pipe")
  func namedPipe() throws {
    let path = folder.path + "/logs/p.jsonl"
    #expect(mkfifo(path, 0o644) == 0)
    reading.read()
    let writer = open(path, O_WRONLY | O_NONBLOCK)
    defer { close(writer) }
    #expect(
      try notices {
        _ = Array(Reading.lines(8..<9).utf8).withUnsafeBytes { write(writer, $0.baseAddress, $0.count) }
      })
  }

  @Test("Writing to a file beside the logs does not end a wait")
  func others() throws {
    try folder.file("logs/state.db", "x")
    reading.read()
    watcher.watch(reading.tailer)
    while watcher.wait(upTo: .zero) {}
    try folder.append("more", to: "logs/state.db")
    #expect(!watcher.wait(upTo: TimeSpan(microseconds: 50_000)))
  }

  @Test("A wait ends when another thread wakes it, and when its time is over")
  func waking() throws {
    while watcher.wait(upTo: .zero) {}
    let watcher = watcher
    let thread = Thread { watcher.wake() }
    thread.start()
    let start = Date()
    #expect(!watcher.wait(upTo: TimeSpan(seconds: 20)))
    #expect(Date().timeIntervalSince(start) < 10)
    #expect(!watcher.wait(upTo: TimeSpan(microseconds: 1000)))
  }
}
