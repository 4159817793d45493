import Records
import Testing

@Suite("Blocks of lines")
struct BlockTests {
  let decoder: RecordDecoder
  var batch: RecordBatch

  init() throws {
    decoder = RecordDecoder(schema: try RecordDecoderTests.schema(), categories: [["web"]], learnsCategories: false)
    batch = decoder.emptyBatch()
  }

  static func line(_ changes: [String: String] = [:]) -> String { RecordDecoderTests.line(changes) }

  @Test("Lines end at LF or CR LF, the last one at the end; blank ones are passed over")
  mutating func lines() {
    let line = Self.line()
    let text = "\n\(line)\n\r\n \t\n\(line)\r\n\(line) \n\t\(line)\nx\n\(line)\r\r\n \r \n\(line)"
    var rejections: [Rejection] = []
    let count = decoder.decode(block(Array(text.utf8), start: 5), into: &batch) { rejections.append(Rejection($0)) }
    #expect(count == 8)
    #expect(batch.count == 6)
    #expect(rejections.map(\.defect.reason) == [.notJSON, .notJSON])
    let before = text.prefix { $0 != "x" }
    #expect(rejections.first?.offset == 5 + Int64(before.utf8.count))
    #expect(rejections.first?.head == [UInt8(ascii: "x")])
  }

  @Test("A block without content has no lines")
  mutating func empty() {
    for text in ["", "\n", "\r\n\r\n", "   "] {
      #expect(decoder.decode(block(text), into: &batch) { _ in } == 0)
    }
    #expect(batch.count == 0)
  }

  @Test("Of a line that is set aside the first 200 bytes are shown")
  mutating func head() {
    var heads: [Int] = []
    let long = "{" + String(repeating: "x", count: 300)
    _ = decoder.decode(block("{\n" + long + "\n"), into: &batch) { heads.append($0.head.count) }
    #expect(heads == [1, 200])
  }

  @Test("An overlong block is one line that is set aside")
  mutating func overlong() {
    let beginning = block(Array(Self.line().utf8), start: 77)
    beginning.isOverlong = true
    var rejections: [Rejection] = []
    #expect(decoder.decode(beginning, into: &batch) { rejections.append(Rejection($0)) } == 1)
    #expect(batch.count == 0)
    #expect(rejections.map(\.defect) == [LineDefect(.lineTooLong)] && rejections.map(\.offset) == [77])
  }

  @Test("A broken last line is not completed by what lies behind the block")
  mutating func staleBytes() {
    let line = Self.line()
    _ = decoder.decode(block(line), into: &batch) { _ in }
    for cut in 1...60 {
      let whole = block(line)
      whole.count -= cut
      var defects: [LineDefect] = []
      #expect(decoder.decode(whole, into: &batch) { defects.append($0.defect) } == 1)
      #expect(defects == [LineDefect(.truncated)])
    }
    #expect(batch.count == 1)
  }

  @Test("Many rows keep their order, also past what is held at once")
  mutating func manyRows() {
    let text = (0..<3000).map { Self.line(["ts": "\($0)", "features": "{\"age\":\($0).5}"]) }.joined(separator: "\n")
    #expect(decoder.decode(block(text), into: &batch) { _ in } == 3000)
    #expect(batch.timestamps == (0..<3000).map { Int64($0) * 1_000_000 })
    #expect(batch.numeric[0] == (0..<3000).map { Double($0) + 0.5 })
    #expect(batch.combinations.count == 3000 && batch.ids.count == 3000 && batch.latencies.count == 3000)
  }

  @Test("Categories that are not listed are one and leave no trace; those that are learned get codes")
  mutating func unlistedCategories() throws {
    let texts = ["\"web\"", "\"kiosk\"", "\"a text of more than sixteen bytes\"", "7", "null", "\"web\""]
    let text = texts.map { Self.line(["features": "{\"channel\":\($0)}"]) }.joined(separator: "\n")
    _ = decoder.decode(block(text), into: &batch) { _ in }
    let other = Vocabulary.overflow
    #expect(batch.categorical == [[0, other, other, other, Vocabulary.missing, 0]])
    #expect(decoder.categories[0].texts == ["web"])

    let learner = RecordDecoder(schema: decoder.schema, categories: [["web"]], learnsCategories: true)
    var learned = learner.emptyBatch()
    _ = learner.decode(block(text + "\n" + text), into: &learned) { _ in }
    #expect(learned.categorical == [[0, 1, 2, 3, -1, 0, 0, 1, 2, 3, -1, 0]])
    #expect(learner.categories[0].texts == ["web", "kiosk", "a text of more than sixteen bytes", "7"])
  }

  @Test("Where ids are not read, a line needs none")
  func withoutIDs() {
    let decoder = RecordDecoder(schema: decoder.schema, categories: [], learnsCategories: true, readsIDs: false)
    var batch = decoder.emptyBatch()
    #expect(decoder.decode(block(Self.line(["id": ""]) + "\n" + Self.line()), into: &batch) { _ in } == 2)
    #expect(batch.count == 2 && batch.ids.isEmpty)
  }

  @Test("A version or dimension that is missing or too long has a text of its own")
  mutating func combinationTexts() {
    let long = String(repeating: "x", count: Vocabulary.longest)
    for (version, region) in [("", ""), ("null", "{}"), ("\"\(long)x\"", "\"\(long)\""), ("2.0", "true")] {
      #expect(decoder.defect(Self.line(["v": version, "region": region]), into: &batch) == nil)
    }
    #expect(batch.combinations == [0, 0, 1, 2])
    #expect(batch.table.texts == [["(none)", "(none)"], ["(other)", long], ["2", "true"]])
    #expect(batch.invalidValues == 1)
  }

  @Test("Past its limit a table gives way to a new one, but not while its rows are in the batch")
  mutating func renewal() {
    let first = batch.table.identity
    let text = (0...65_600).map { Self.line(["region": "\"r\($0)\""]) }.joined(separator: "\n")
    _ = decoder.decode(block(text), into: &batch) { _ in }
    _ = decoder.decode(block(Self.line(["region": "\"last\""])), into: &batch) { _ in }
    #expect(batch.table.count == 65_602 && batch.combinations.last == 65_601)
    let full = batch
    batch.removeAll()
    _ = decoder.decode(block(Self.line() + "\n" + Self.line(["region": "\"r7\""])), into: &batch) { _ in }
    #expect(batch.table.texts == [["v1", "north"], ["v1", "r7"]] && batch.combinations == [0, 1])
    #expect(batch.table.identity !== full.table.identity && full.table.identity !== first)

    var both = full
    both.append(batch)
    #expect(both.combinations.suffix(3) == [65_601, 65_602, 7])
    #expect(both.table.count == 65_603 && both.count == full.count + 2)
  }

  @Test("Batches of two decoders become one by the texts of their combinations")
  mutating func twoDecoders() {
    let other = RecordDecoder(schema: decoder.schema, categories: [["web"]], learnsCategories: false)
    _ = other.decode(block(Self.line(["region": "\"south\""]) + "\n" + Self.line()), into: &batch) { _ in }
    _ = decoder.decode(block(Self.line()), into: &batch) { _ in }
    #expect(batch.combinations == [0, 1, 1])
    #expect(batch.table.texts == [["v1", "south"], ["v1", "north"]])
  }
}
