/// What a file holds, looked at to tell whether it is another version of a file that is known. A plain file is looked at
/// in a few places; an archive has to be unpacked for that, once as far as its head and once, if need be, to its end.
final class StoredContent {
  let file: FileStream
  let format: FileFormat
  /// The first bytes, at most ``Fingerprint/headSize``.
  let head: [UInt8]
  /// Length of the content as far as it can be read. Of an archive, after ``load(marks:)``.
  private(set) var length: Int64
  /// An archive that ends in the middle of its data.
  private(set) var isCut = false
  private var tails: [Int64: UInt64] = [:]
  /// Fingerprints of the first bytes that were asked for, by their number.
  private var heads: [Int: UInt64] = [:]
  /// Places of an archive before which a line ends.
  private var lineEnds: Set<Int64> = []
  private let isDamaged: Bool

  /// Leaves the descriptor of an archive anywhere, and that of a plain file where it is.
  init(_ file: FileStream, format: FileFormat) throws(IngestError) {
    self.file = file
    self.format = format
    guard format.isArchive else {
      head = file.bytes(at: 0, count: Fingerprint.headSize)
      length = try file.status().size
      isDamaged = false
      return
    }
    let stream = try format.content(of: file)
    var bytes: [UInt8] = []
    do throws(IngestError) {
      _ = try stream.skip(Int64(Fingerprint.headSize)) { bytes.append(contentsOf: $0) }
      isDamaged = false
    } catch {
      isDamaged = !stream.isCut
    }
    head = bytes
    length = Int64(bytes.count)
    isCut = stream.isCut
  }

  /// Makes ``length`` and the fingerprints at some places known. Cost: of an archive, unpacking it.
  func load(marks: [Int64]) throws(IngestError) {
    guard format.isArchive, !isDamaged else { return }
    let stream = try format.content(of: file)
    var recent = RecentBytes()
    var position: Int64 = 0
    let places = Set(marks).filter { $0 > 0 }.sorted() + [Int64.max]
    do throws(IngestError) {
      for place in places {
        let isReached = try stream.skip(place - position) { bytes in
          recent.append(bytes)
          position += Int64(bytes.count)
        }
        guard isReached else { break }
        note(recent, at: place)
      }
    } catch {
      isCut = stream.isCut
    }
    length = position
    note(recent, at: position)
  }

  private func note(_ recent: RecentBytes, at offset: Int64) {
    tails[offset] = recent.fingerprint
    if recent.bytes.last == UInt8(ascii: "\n") { lineEnds.insert(offset) }
  }

  /// Whether a line ends somewhere before a place: less than a whole line tells nothing. The head has to do for that.
  func hasLine(before offset: Int64 = .max) -> Bool { Self.hasLine(head, before: offset) }

  static func hasLine(_ head: [UInt8], before offset: Int64 = .max) -> Bool {
    head.count >= Fingerprint.headSize || head.prefix(Int(clamping: offset)).contains(UInt8(ascii: "\n"))
  }

  /// Whether a line ends before a place, of an archive one that was loaded.
  func endsLine(at offset: Int64) -> Bool {
    format.isArchive ? lineEnds.contains(offset) : file.bytes(at: offset - 1, count: 1) == [UInt8(ascii: "\n")]
  }

  /// The fingerprint of what stands before a place; `nil` if the content does not reach so far.
  func tail(at offset: Int64) -> UInt64? {
    guard offset > 0 else { return Fingerprint.empty }
    return format.isArchive ? tails[offset] : file.tail(at: offset).map { Fingerprint.of($0) }
  }

  /// The fingerprint of the first bytes; `nil` if there are not so many.
  func headFingerprint(length: Int) -> UInt64? {
    guard head.count >= length else { return nil }
    if let known = heads[length] { return known }
    let fingerprint = head.withUnsafeBytes { Fingerprint.of(UnsafeRawBufferPointer(rebasing: $0.prefix(length))) }
    heads[length] = fingerprint
    return fingerprint
  }

  /// Whether two contents begin alike, as far as both go. Nothing is like nothing.
  func beginsLike(_ other: StoredContent) -> Bool {
    let common = min(head.count, other.head.count)
    return common > 0 && head.prefix(common) == other.head.prefix(common)
  }
}
