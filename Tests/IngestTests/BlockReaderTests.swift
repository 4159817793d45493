import Foundation
import Records
import Testing

@testable import Ingest

@Suite("Blocks of lines")
struct BlockReaderTests {
  /// Gives bytes in pieces, and nothing in between where a piece is empty.
  final class Pieces: ByteStream {
    var pieces: [[UInt8]]
    private(set) var position: Int64 = 0
    var isCut: Bool { false }

    init(_ pieces: [[UInt8]]) { self.pieces = pieces }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(IngestError) -> Int {
      guard let piece = pieces.first else { return 0 }
      let count = min(piece.count, buffer.count)
      buffer.copyBytes(from: piece[0..<count])
      if count == piece.count { pieces.removeFirst() } else { pieces[0].removeFirst(count) }
      position += Int64(count)
      return count
    }
  }

  static func blocks(
    _ pieces: [[UInt8]], lineLimit: Int = 1 << 20, blockSize: Int = 1 << 18, isCSV: Bool = false, ends: Bool = true
  ) throws -> [LineBlock] {
    let stream = Pieces(pieces)
    let reader = BlockReader(
      stream: stream, offset: 0, recent: [], lineLimit: lineLimit, blockSize: blockSize, isCSV: isCSV)
    var blocks: [LineBlock] = []
    while true {
      let isOver = stream.pieces.isEmpty
      if let block = try reader.next(expected: 10, endOfInput: ends && isOver) {
        blocks.append(block)
      } else if isOver {
        return blocks
      }
    }
  }

  static func text(_ block: LineBlock) -> String { String(decoding: block.content, as: UTF8.self) }

  @Test(
    "Blocks follow one another without a gap, and every one ends at a line end",
    arguments: 1...30 as ClosedRange<UInt64>)
  func anyPieces(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let lines = (0..<200).map { index in
      String(repeating: "é→x", count: random.below(12)) + (random.below(20) == 0 ? "" : "\(index)")
    }
    let bytes = Array((lines.joined(separator: random.below(2) == 0 ? "\n" : "\r\n") + "\nlast").utf8)
    var pieces: [[UInt8]] = []
    var place = 0
    while place < bytes.count {
      let end = min(bytes.count, place + random.below(90))
      pieces.append(Array(bytes[place..<end]))
      place = end
    }
    let blocks = try Self.blocks(pieces, blockSize: 1 + random.below(300))
    #expect(blocks.flatMap { Array($0.content) } == bytes, "seed \(seed)")
    var offset: Int64 = 0
    for block in blocks {
      #expect(block.start == offset && block.end == offset + Int64(block.count), "seed \(seed)")
      offset = block.end
      #expect(offset == bytes.count || block.content.last == UInt8(ascii: "\n"), "seed \(seed)")
      let tail = Array(bytes[0..<Int(offset)].suffix(Fingerprint.tailSize))
      #expect(block.tail == Fingerprint.of(tail), "seed \(seed)")
    }
  }

  @Test("A byte order mark is dropped, however it comes", arguments: [1, 2, 3, 100])
  func byteOrderMark(size: Int) throws {
    let bytes = [0xEF, 0xBB, 0xBF] + Array("a\nb\n".utf8)
    let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    let blocks = try Self.blocks(pieces)
    #expect(blocks.map(Self.text).joined() == "a\nb\n")
    #expect(blocks.first?.start == 3)
    #expect(blocks.last?.end == 7)
  }

  @Test("A line over the limit stands alone with its beginning, whatever its length", arguments: [11, 300, 100_000])
  func overlong(length: Int) throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: length)
    let bytes = Array("0123456789\n".utf8) + long + Array("\nb\n".utf8)
    for size in [3, 1000, 1 << 20] {
      let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
      let blocks = try Self.blocks(pieces, lineLimit: 10)
      let overlong = blocks.filter(\.isOverlong)
      #expect(overlong.count == 1)
      #expect(overlong.first?.start == 11)
      #expect(overlong.first?.end == Int64(12 + length))
      #expect(overlong.first?.count ?? 0 <= BlockReader.overlongHead)
      #expect(overlong.first?.content.allSatisfy { $0 == UInt8(ascii: "x") } == true)
      #expect(blocks.filter { !$0.isOverlong }.map(Self.text).joined() == "0123456789\nb\n")
      let before = Array(bytes[0..<(12 + length)].suffix(Fingerprint.tailSize))
      #expect(overlong.first?.tail == Fingerprint.of(before))
    }
  }

  @Test("An overlong line that has not ended is held")
  func unfinishedOverlong() throws {
    let blocks = try Self.blocks([Array("a\n".utf8), [UInt8](repeating: 120, count: 50)], lineLimit: 10, ends: false)
    #expect(blocks.map(Self.text) == ["a\n"])
  }

  @Test("The header of a CSV file goes with every block, and records may hold line ends", arguments: [1, 7, 1000])
  func csv(size: Int) throws {
    let bytes = Array("\u{FEFF}id,\"a \"\"b\"\"\"\r\n1,\"x\ny\"\r\n2,z\n3,\"\n\"\n".utf8)
    let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    let blocks = try Self.blocks(pieces, blockSize: 12, isCSV: true)
    #expect(blocks.allSatisfy { $0.header == ["id", "a \"b\""] })
    #expect(blocks.map(Self.text).joined() == "1,\"x\ny\"\r\n2,z\n3,\"\n\"\n")
    #expect(blocks.allSatisfy { $0.content.filter { $0 == UInt8(ascii: "\"") }.count.isMultiple(of: 2) })
    #expect(blocks.first?.start == 17)
    #expect(blocks.last?.end == Int64(bytes.count))
  }

  @Test("A stray quote costs one line, not what follows it")
  func strayQuote() throws {
    let rows = (0..<100).map { "\($0),1\n" }.joined()
    let blocks = try Self.blocks([Array(("id,y\n\"7,1\n" + rows).utf8)], lineLimit: 50, isCSV: true)
    #expect(blocks.map(Self.text).joined() == "\"7,1\n" + rows)
    #expect(blocks.first.map(Self.text) == "\"7,1\n")
  }
}
