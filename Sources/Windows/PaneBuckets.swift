/// Things that wait for a pane, in the order in which they came, each with a payload of a fixed number of values.
///
/// Stored under the pane's number and that of the addition: what came since the last checkpoint is a part of its own,
/// and all parts of a pane go with it. A part has the elements as they are in memory, then their payloads.
final class PaneBuckets<Element> {
  private final class Bucket {
    // One thread at a time, and nothing calls back.
    @exclusivity(unchecked) var elements: [Element] = []
    @exclusivity(unchecked) var payloads: [Double] = []
    /// Elements that are stored.
    var stored = 0
    /// Parts that are stored.
    var parts = 0
    /// Elements that will be stored once the last checkpoint is safe; `nil` if it had none of them.
    var storing: Int?
  }

  /// Parts of a pane are numbered with so many bits; the last of them would be written whole again and again.
  private static var partBits: Int { 24 }
  /// Panes that can be told apart in the number of a part.
  private static var paneLimit: Int { 1 << 38 }

  /// Values in a payload.
  let payloadWidth: Int
  private var buckets: [Int: Bucket] = [:]
  @exclusivity(unchecked) private var last: (pane: Int, bucket: Bucket)?
  @exclusivity(unchecked) private(set) var count = 0

  init(payloadWidth: Int = 0) {
    self.payloadWidth = payloadWidth
  }

  var isEmpty: Bool { count == 0 }
  /// Panes that something waits for, ascending.
  var panes: [Int] { buckets.keys.sorted() }

  private func bucket(_ pane: Int) -> Bucket {
    if let last, last.pane == pane { return last.bucket }
    let bucket = buckets[pane] ?? Bucket()
    buckets[pane] = bucket
    last = (pane, bucket)
    return bucket
  }

  /// - Parameters:
  ///   - payload: NaN stands in for values that are not there.
  ///   - pane: held within ±2³⁸.
  func append(_ element: Element, payload: Span<Double> = Span(), to pane: Int) {
    let bucket = bucket(min(max(pane, -Self.paneLimit), Self.paneLimit))
    bucket.elements.append(element)
    for index in 0..<payloadWidth { bucket.payloads.append(index < payload.count ? payload[index] : .nan) }
    count += 1
  }

  /// Takes out what waits for a pane; the payloads stand one behind another.
  func take(_ pane: Int) -> (elements: [Element], payloads: [Double]) {
    if last?.pane == pane { last = nil }
    guard let bucket = buckets.removeValue(forKey: pane) else { return ([], []) }
    count -= bucket.elements.count
    return (bucket.elements, bucket.payloads)
  }

  func forEachElement(_ body: (_ pane: Int, Element) -> Void) {
    for pane in panes {
      for element in buckets[pane]?.elements ?? [] { body(pane, element) }
    }
  }

  // MARK: - State

  func changes(as kind: String, into changes: inout PartChanges) {
    for pane in panes {
      guard let bucket = buckets[pane] else { continue }
      bucket.storing = bucket.elements.count > bucket.stored ? bucket.elements.count : nil
      guard bucket.storing != nil else { continue }
      var bytes = bucket.elements[bucket.stored...].withUnsafeBytes { [UInt8]($0) }
      bucket.payloads[(bucket.stored * payloadWidth)...].withUnsafeBytes { bytes.append(contentsOf: $0) }
      changes.parts.append(PartChange(kind: kind, number: pane << Self.partBits + bucket.parts, bytes: bytes))
    }
    changes.firstKept.append((kind, panes.first.map { $0 << Self.partBits } ?? .max))
  }

  func changesAreSafe() {
    for bucket in buckets.values {
      guard let storing = bucket.storing else { continue }
      bucket.storing = nil
      guard bucket.parts < 1 << Self.partBits - 1 else { continue }
      bucket.stored = storing
      bucket.parts += 1
    }
  }

  /// Goes on from what was stored, in order of numbers.
  func restore(_ parts: [PartChange], isValid: (Element) -> Bool) throws(StateDamage) {
    let width = MemoryLayout<Element>.stride
    let valueWidth = MemoryLayout<Double>.stride
    for part in parts {
      guard part.bytes.count % (width + payloadWidth * valueWidth) == 0 else { throw StateDamage() }
      let added = part.bytes.count / (width + payloadWidth * valueWidth)
      let elements = [Element](unsafeUninitializedCapacity: added) { elements, count in
        UnsafeMutableRawBufferPointer(elements).copyBytes(from: part.bytes[..<(added * width)])
        count = added
      }
      let payloads = [Double](unsafeUninitializedCapacity: added * payloadWidth) { values, count in
        UnsafeMutableRawBufferPointer(values).copyBytes(from: part.bytes[(added * width)...])
        count = added * payloadWidth
      }
      guard elements.allSatisfy(isValid) else { throw StateDamage() }
      let bucket = bucket(part.number >> Self.partBits)
      guard part.number & (1 << Self.partBits - 1) == bucket.parts else { throw StateDamage() }
      bucket.elements += elements
      bucket.payloads += payloads
      bucket.stored = bucket.elements.count
      bucket.parts += 1
      count += added
    }
  }
}
