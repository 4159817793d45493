import Alerting
import Foundation

/// What a check of the audit log came to.
package struct AuditVerdict: Equatable, Sendable {
  /// What the log ends with; of a broken one the last entry that is in order.
  package var head: AuditChain.Head
  /// The first entry that is not in order; `nil` if all are.
  package var sequence: Int?
  /// What is wrong with it; `nil` if nothing is.
  package var finding: String?

  package var isSound: Bool { finding == nil }
}

extension AuditChain {
  /// Goes through the whole log and finds the first entry that is not as it was written.
  ///
  /// - Parameters:
  ///   - links: as stored, in the order of their sequence numbers.
  ///   - head: as stored with the newest; `nil` if it is gone.
  ///   - expected: a head that somebody noted earlier. The log may have grown since, but it must still have that entry,
  ///     or the file was put in the place of another.
  static func verify(_ links: some Sequence<Link>, head: Head?, expected: Head? = nil) -> AuditVerdict {
    var walk = Walk()
    for link in links {
      if let verdict = walk.take(link, head: head, expected: expected) { return verdict }
    }
    return walk.finish(head: head, expected: expected)
  }

  private struct Walk {
    /// Of the entries that are in order, as far as can be told without the one after them.
    private var last = Head.none
    private var beforeLast = Head.none

    private func broken(at sequence: Int, _ finding: String) -> AuditVerdict {
      AuditVerdict(head: sequence <= last.count ? beforeLast : last, sequence: sequence, finding: finding)
    }

    mutating func take(_ link: Link, head: Head?, expected: Head?) -> AuditVerdict? {
      let next = last.count + 1
      guard link.sequence == next else {
        return broken(at: next, "entry \(next) is missing")
      }
      if let head, next > head.count {
        return broken(at: next, "entry \(next) was added at the end without the log's head being moved")
      }
      guard AuditChain.hash(of: link.line) == link.hash else {
        return broken(at: next, "entry \(next) was changed: its text does not have the hash stored with it")
      }
      guard let written = try? JSONDecoder().decode(Written.self, from: Data(link.line.utf8)) else {
        return broken(at: next, "entry \(next) was changed: it does not read as an entry of the audit log")
      }
      guard written.sequence == next else {
        return broken(
          at: next, "entry \(next) was written as number \(written.sequence): the order of the entries was changed")
      }
      guard written.previous == last.hash else {
        return next == 1
          ? broken(at: 1, "entry 1 was written after another one, which is missing")
          : broken(
            at: last.count, "entry \(last.count) was changed: entry \(next) was written after another one than this")
      }
      beforeLast = last
      last = link.head
      if let expected, expected.count == next, expected.hash != link.hash {
        return broken(at: next, "entry \(next) is not the one whose hash was given: the log was replaced by another")
      }
      return nil
    }

    func finish(head: Head?, expected: Head?) -> AuditVerdict {
      guard let head else { return broken(at: last.count, "the head of the log is missing") }
      if last.count < head.count {
        return broken(
          at: last.count + 1,
          "entry \(last.count + 1) is missing: the log was cut off, \(head.count) entries were written")
      }
      guard last == head else {
        return broken(
          at: last.count,
          "entry \(last.count) is not the one that the log's head names: it was changed, or all up to it were rewritten"
        )
      }
      if let expected, expected.count > last.count {
        return broken(
          at: last.count + 1,
          "entry \(last.count + 1) is missing: \(expected.count) were there when the given hash was noted")
      }
      return AuditVerdict(head: last)
    }
  }

  /// What a line says of its place.
  private struct Written: Decodable {
    var sequence: Int
    var previous: String
  }
}

extension AuditChain.Link {
  /// The entry that the line holds. Throws if it does not read as one.
  package func entry() throws -> AuditEntry {
    struct Written: Decodable {
      var entry: AuditEntry
    }
    return try JSONDecoder().decode(Written.self, from: Data(line.utf8)).entry
  }
}
