/// The bytes of a part of a stored log: the position of the first entry, the number of entries and that of changes; then
/// the entries as they are in memory, their payloads, and the changes. A change is a word with position and state, and
/// the part of the payload that may change.
extension IdentifierLog {
  private static var headerWidth: Int { 24 }
  private var valueWidth: Int { MemoryLayout<Double>.stride }
  private var changeWidth: Int { 8 + changingWidth * valueWidth }

  /// The entries of a chunk that are held.
  func bytes(ofChunk number: Int) -> [UInt8]? {
    let start = number << Self.chunkBits
    let range = max(first, start)..<min(end, start + Self.chunkSize)
    return range.isEmpty || number < firstChunk ? nil : bytes(of: range, changes: [])
  }

  /// Entries of one chunk and changes of any. What has changed is written as it is now; it does not matter if it has left.
  func bytes(of range: Range<Int>, changes: [UInt64]) -> [UInt8] {
    let changeWidth = changeWidth
    let size = Self.headerWidth + range.count * entryWidth + changes.count * changeWidth
    return [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
      let raw = UnsafeMutableRawBufferPointer(bytes)
      raw.storeBytes(of: UInt64(range.lowerBound).littleEndian, toByteOffset: 0, as: UInt64.self)
      raw.storeBytes(of: UInt64(range.count).littleEndian, toByteOffset: 8, as: UInt64.self)
      raw.storeBytes(of: UInt64(changes.count).littleEndian, toByteOffset: 16, as: UInt64.self)
      var offset = Self.headerWidth
      func append(_ source: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(rebasing: raw[offset..<offset + source.count]).copyMemory(from: source)
        offset += source.count
      }
      if !range.isEmpty {
        let (entries, payloads) = memory(of: range)
        append(UnsafeRawBufferPointer(entries))
        append(UnsafeRawBufferPointer(payloads))
      }
      if changingWidth == 0 {
        changes.withUnsafeBytes { append($0) }
      } else {
        for change in changes {
          raw.storeBytes(of: change.littleEndian, toByteOffset: offset, as: UInt64.self)
          offset += 8
          let position = Int(change >> 2)
          for index in 0..<changingWidth {
            let value = held.contains(position) ? payload(position)[index] : .nan
            raw.storeBytes(of: value, toByteOffset: offset, as: Double.self)
            offset += valueWidth
          }
        }
      }
      count = size
    }
  }

  /// Takes over entries of one chunk and changes of any. Returns the position of the first entry.
  ///
  /// - Parameter covered: the end of what has been taken over so far.
  func takeOver(_ bytes: [UInt8], _ covered: inout Int) throws(StateDamage) -> Int {
    guard bytes.count >= Self.headerWidth else { throw StateDamage() }
    func word(_ offset: Int) -> UInt64 {
      bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
    }
    let (start, count, changeCount) = (word(0), word(8), word(16))
    let room = UInt64(bytes.count)
    guard start < 1 << 60, count <= room, changeCount <= room,
      UInt64(Self.headerWidth) + count * UInt64(entryWidth) + changeCount * UInt64(changeWidth) == room
    else { throw StateDamage() }
    let range = Int(start)..<Int(start) + Int(count)
    let kept = range.clamped(to: held)
    if !kept.isEmpty {
      guard kept.lowerBound <= covered, range.upperBound <= end,
        (range.upperBound - 1) >> Self.chunkBits == range.lowerBound >> Self.chunkBits
      else { throw StateDamage() }
      copy(bytes, of: range, kept: kept)
      covered = max(covered, kept.upperBound)
    }
    takeOverChanges(bytes, from: Self.headerWidth + Int(count) * entryWidth, count: Int(changeCount), before: covered)
    return range.lowerBound
  }

  private func copy(_ bytes: [UInt8], of range: Range<Int>, kept: Range<Int>) {
    let (entries, payloads) = memory(of: kept)
    let width = MemoryLayout<Entry>.stride
    let gone = kept.lowerBound - range.lowerBound
    bytes.withUnsafeBytes { bytes in
      let from = Self.headerWidth + gone * width
      entries.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[from..<from + entries.count]))
      guard payloadWidth > 0 else { return }
      let values = Self.headerWidth + range.count * width + gone * payloadWidth * valueWidth
      payloads.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[values..<values + payloads.count]))
    }
  }

  private func takeOverChanges(_ bytes: [UInt8], from start: Int, count: Int, before covered: Int) {
    bytes.withUnsafeBytes { bytes in
      for index in 0..<count {
        let offset = start + index * changeWidth
        let change = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        let position = Int(change >> 2)
        guard position >= held.lowerBound, position < covered else { continue }
        restoreState(UInt8(change & 3), at: position)
        let payload = payload(position)
        for value in 0..<changingWidth {
          payload[value] = bytes.loadUnaligned(fromByteOffset: offset + 8 + value * valueWidth, as: Double.self)
        }
      }
    }
  }
}
