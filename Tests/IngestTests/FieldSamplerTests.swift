import Foundation
import Ingest
import Records
import Testing

@Suite("Sampled logs")
struct FieldSamplerTests {
  private static func visited(
    _ path: String, format: LabelFormat? = nil, limit: Int = 1000
  ) throws -> (values: [String], lines: Int, bad: Int) {
    var values: [String] = []
    let counts = try FieldSampler.visit(paths: [path], format: format, limit: limit) { values.append("\($0)=\($1)") }
    return (values, counts.lines, counts.bad)
  }

  @Test("The values of JSON lines are visited, up to a number of lines")
  func jsonLines() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.jsonl", Array("{\"a\":{\"b\":1}}\n\nbroken\r\n{\"c\":\"x\"}".utf8))
    let all = try Self.visited(path)
    #expect(all.values == ["a.b=number(1.0)", "c=text(\"x\")"])
    #expect(all.lines == 2 && all.bad == 1)
    #expect(try Self.visited(path, limit: 1).values == ["a.b=number(1.0)"])
  }

  @Test(
    "The values of a CSV are visited with their columns' names, whatever separates them", arguments: [",", ";", "\t"])
  func csv(separator: String) throws {
    let folder = try TemporaryFolder()
    let text = "\u{FEFF}id,\"y\",note\r\n7,true,\"a\nb\"\r\n\"x\"y,1,1\r\nk,,\r\n".replacing(",", with: separator)
    let all = try Self.visited(try folder.file("a.csv", Array(text.utf8)))
    #expect(
      all.values == [
        "id=number(7.0)", "y=boolean(true)", "note=text(\"a\\nb\")", "id=text(\"k\")", "y=null", "note=null",
      ])
    #expect(all.lines == 2 && all.bad == 1)
  }

  @Test("Compressed logs are read by their names")
  func compressed() throws {
    let folder = try TemporaryFolder()
    let csv = "id,y\n7,1\n"
    let values = ["id=number(7.0)", "y=number(1.0)"]
    #expect(try Self.visited(folder.file("a.csv.gz", gzipMember(csv))).values == values)
    #expect(try Self.visited(folder.file("a.csv.zst", zstdFrame(csv))).values == values)
    #expect(try Self.visited(folder.file("a.jsonl.zst", zstdFrame("{\"id\":7,\"y\":1}"))).values == values)
    #expect(try FieldSampler.labelFormat(ofFileAt: folder.file("a.txt.zst", zstdFrame(csv))) == .csv)
  }

  @Test("A CSV with nothing but a header has its columns")
  func onlyHeader() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.txt", Array("id,y\n".utf8))
    #expect(try Self.visited(path, format: .csv).values == ["id=null", "y=null"])
  }

  @Test(
    "A label log is CSV if its name or its first line says so",
    arguments: [
      ("a.csv", "{}", .csv), ("a.txt", "id,label\n1,2\n", .csv), ("a.txt", "id;label", .csv),
      ("a.txt", "{\"id\":1,\"label\":2}\n", .jsonLines), ("a.txt", "1,2\n3,4\n", .jsonLines), ("a.txt", "", .jsonLines),
      ("a.jsonl", "[1,2]\n", .jsonLines), ("a.txt", "plain text\n", .jsonLines),
    ] as [(String, String, LabelFormat)])
  func labelFormat(name: String, text: String, expected: LabelFormat) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(name, Array(text.utf8))
    #expect(try FieldSampler.labelFormat(ofFileAt: path) == expected)
  }

  @Test("A pipe is left alone")
  func pipe() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/pipe.jsonl"
    try #require(mkfifo(path, 0o600) == 0)
    #expect(try Self.visited(path).lines == 0)
    #expect(try FieldSampler.labelFormat(ofFileAt: path) == .jsonLines)
  }

  @Test("A file that is not there is an error")
  func missing() throws {
    let folder = try TemporaryFolder()
    #expect(throws: IngestError.self) { try FieldSampler.visit(paths: [folder.path + "/none"]) { _, _ in } }
  }
}
