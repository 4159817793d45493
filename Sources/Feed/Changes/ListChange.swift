/// What makes another list of one: runs of the old one, and what is new between them.
package struct ListChange<Element: Sendable>: Sendable {
  package enum Step: Sendable {
    case keep(from: Int, count: Int)
    case insert([Element])
  }

  package var steps: [Step] = []

  /// Throws where the change keeps what is not there, or more than there is.
  package func apply(to list: inout [Element]) throws(FeedError) {
    var result: [Element] = []
    var left = list.count
    for step in steps {
      switch step {
      case .keep(let start, let count):
        guard start >= 0, count >= 0, start <= list.count, count <= list.count - start, count <= left else {
          throw FeedError(.mismatch, "list")
        }
        left -= count
        result += list[start..<start + count]
      case .insert(let elements): result += elements
      }
    }
    list = result
  }
}

extension ListChange where Element: Equatable {
  /// `nil` if the two are equal. O(n): an element is found again where the one before it was, or by its name.
  package init?(from old: [Element], to new: [Element], by name: (Element) -> some Hashable) {
    if old == new { return nil }
    let places = Dictionary(old.indices.map { (name(old[$0]), $0) }) { first, _ in first }
    var next = 0
    var left = old.count
    for element in new {
      if left > 0, next < old.count, old[next] == element {
        keep(next)
      } else if left > 0, let place = places[name(element)], old[place] == element {
        next = place
        keep(next)
      } else {
        insert(element)
        continue
      }
      next += 1
      left -= 1
    }
  }

  private mutating func keep(_ place: Int) {
    if case .keep(let start, let count) = steps.last, start + count == place {
      steps[steps.count - 1] = .keep(from: start, count: count + 1)
    } else {
      steps.append(.keep(from: place, count: 1))
    }
  }

  private mutating func insert(_ element: Element) {
    guard case .insert(var elements) = steps.last else {
      steps.append(.insert([element]))
      return
    }
    // Taken out of the list first, so that it is not copied.
    steps.removeLast()
    elements.append(element)
    steps.append(.insert(elements))
  }
}

extension ListChange: FeedValue where Element: FeedValue {
  package func write(to writer: inout FeedWriter) {
    writer.count(steps.count)
    for step in steps {
      switch step {
      case .keep(let start, let count):
        writer.byte(0)
        writer.count(start)
        writer.count(count)
      case .insert(let elements):
        writer.byte(1)
        elements.write(to: &writer)
      }
    }
  }

  package init(from reader: inout FeedReader) throws(FeedError) {
    for _ in 0..<(try reader.count()) {
      switch try reader.byte() {
      case 0:
        let start = Int(clamping: try reader.unsigned())
        steps.append(.keep(from: start, count: Int(clamping: try reader.unsigned())))
      case 1: steps.append(.insert(try [Element](from: &reader)))
      default: throw reader.error(.malformed)
      }
    }
  }
}
