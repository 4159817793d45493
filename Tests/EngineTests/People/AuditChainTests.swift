import Alerting
import Crypto
import Foundation
import Notation
import Testing

@testable import Engine

@Suite("The audit log's chain")
struct AuditChainTests {
  static func entry(_ number: Int) -> AuditEntry {
    AuditEntry(
      at: StateSample.start + .minutes(Int64(number)), act: .note, by: "ada", reason: "entry \(number)",
      subject: AuditEntry.Subject(identity: StateSample.identity("a")), did: "noted")
  }

  private static func chain(_ count: Int) -> [AuditChain.Link] {
    var links: [AuditChain.Link] = []
    for number in 0..<count { links.append(AuditChain.link(entry(number), after: links.last?.head ?? .none)) }
    return links
  }

  /// The link with another text, and the hash that belongs to it.
  private static func rewritten(_ link: AuditChain.Link, _ text: String, _ new: String) -> AuditChain.Link {
    let line = link.line.replacingOccurrences(of: text, with: new)
    return AuditChain.Link(sequence: link.sequence, hash: AuditChain.hash(of: line), line: line)
  }

  // FIPS 180-4, example of a one-block message: SHA-256("abc").
  @Test("A line's hash is its SHA-256, and each line carries the one before it")
  func form() throws {
    #expect(
      AuditChain.hash(of: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let links = Self.chain(3)
    #expect(
      links[0].line.hasPrefix(#"{"sequence":1,"previous":"\#(String(repeating: "0", count: 64))","entry":{"at":"#))
    #expect(links[1].line.hasPrefix(#"{"sequence":2,"previous":"\#(links[0].hash)","entry":{"at":"#))
    #expect(try links.map { try $0.entry() } == (0..<3).map(Self.entry))
    #expect(AuditChain.Head(links[2].head.description) == links[2].head)
  }

  @Test("A sound log is sound, whatever its length, also against a head of earlier")
  func sound() {
    for count in 0..<6 {
      let links = Self.chain(count)
      let head = links.last?.head ?? .none
      #expect(AuditChain.verify(links, head: head) == AuditVerdict(head: head))
      for earlier in [AuditChain.Head.none] + links.map(\.head) {
        #expect(AuditChain.verify(links, head: head, expected: earlier).isSound)
      }
    }
  }

  @Test("Any byte that changes in any entry shows, and the first such entry is named")
  func anyByte() throws {
    let links = Self.chain(4)
    for index in links.indices {
      for offset in 0..<links[index].line.utf8.count {
        var bytes = Array(links[index].line.utf8)
        bytes[offset] ^= 1
        var changed = links
        changed[index].line = String(decoding: bytes, as: UTF8.self)
        let verdict = AuditChain.verify(changed, head: links[3].head)
        #expect(verdict.sequence == index + 1, "entry \(index + 1), byte \(offset)")
        #expect(verdict.finding == "entry \(index + 1) was changed: its text does not have the hash stored with it")
        #expect(verdict.head == (index == 0 ? .none : links[index - 1].head))
      }
    }
  }

  @Test("An entry that was changed together with its hash shows by the one after it, the last one by the head")
  func rehashed() {
    let links = Self.chain(4)
    for index in links.indices {
      var changed = links
      changed[index] = Self.rewritten(links[index], "entry \(index)", "nothing")
      let verdict = AuditChain.verify(changed, head: links[3].head)
      #expect(verdict.sequence == index + 1)
      #expect(verdict.head == (index == 0 ? .none : links[index - 1].head))
      let words =
        index == 3 ? "is not the one that the log's head names" : "was changed: entry \(index + 2) was written"
      #expect(verdict.finding?.contains(words) == true)
    }
  }

  @Test("Entries that are missing, moved, added or cut off show, and the first place is named")
  func rows() {
    let links = Self.chain(5)
    let head = links[4].head
    func verdict(_ links: [AuditChain.Link], head other: AuditChain.Head? = nil) -> (Int?, String?) {
      let verdict = AuditChain.verify(links, head: other ?? head)
      return (verdict.sequence, verdict.finding)
    }
    for index in 0..<4 {
      var cut = links
      cut.remove(at: index)
      #expect(verdict(cut) == (index + 1, "entry \(index + 1) is missing"))
    }
    for count in 0..<5 {
      let found = verdict(Array(links.prefix(count)))
      #expect(found.0 == count + 1 && found.1?.contains("the log was cut off, 5 entries were written") == true)
    }
    // Two that have changed places, with and without their numbers.
    var moved = links
    moved.swapAt(1, 2)
    #expect(verdict(moved) == (2, "entry 2 is missing"))
    (moved[1].sequence, moved[2].sequence) = (2, 3)
    #expect(verdict(moved).0 == 2 && verdict(moved).1?.contains("written as number 3: the order") == true)
    let shorter = verdict(links, head: links[2].head)
    #expect(shorter.0 == 4 && shorter.1?.contains("added at the end without the log's head") == true)
    let headless = AuditChain.verify(links, head: nil)
    #expect(headless.finding == "the head of the log is missing")
    // A gap that was closed by numbering anew.
    var closed = links
    closed.remove(at: 1)
    for index in 1..<4 {
      closed[index] = Self.rewritten(closed[index], "\"sequence\":\(index + 2)", "\"sequence\":\(index + 1)")
    }
    for index in 1..<4 { closed[index].sequence = index + 1 }
    #expect(verdict(closed, head: AuditChain.Head(count: 4, hash: closed[3].hash)).0 == 1)
  }

  @Test("A whole log written anew is sound in itself and shows against a head that was noted")
  func replaced() {
    let links = Self.chain(4)
    var forged: [AuditChain.Link] = []
    for number in 10..<16 { forged.append(AuditChain.link(Self.entry(number), after: forged.last?.head ?? .none)) }
    #expect(AuditChain.verify(forged, head: forged[5].head).isSound)
    let verdict = AuditChain.verify(forged, head: forged[5].head, expected: links[3].head)
    #expect(verdict.sequence == 4 && verdict.finding?.contains("was replaced by another") == true)
    let older = AuditChain.verify(links.prefix(2), head: links[1].head, expected: links[3].head)
    #expect(older.sequence == 3 && older.finding?.contains("4 were there") == true)
  }

  @Test(
    "What is no head is none",
    arguments: [
      "", ":", "1", "x:" + String(repeating: "a", count: 64), "-1:" + String(repeating: "a", count: 64), "1:a",
      "1:" + String(repeating: "g", count: 64), "1:2:" + String(repeating: "a", count: 64),
    ])
  func heads(text: String) {
    #expect(AuditChain.Head(text) == nil)
  }
}
