/// The vocabulary of one column with a fast way to its short texts.
struct TextCodes: ~Copyable {
  private(set) var vocabulary: Vocabulary
  private var index = ShortTextIndex()

  init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    for (code, var text) in vocabulary.texts.enumerated() {
      text.withUTF8 { index.insert(UnsafeRawBufferPointer($0), code: Int32(code)) }
    }
  }

  /// The text's code; a new one if the vocabulary takes it.
  mutating func code(of text: UnsafeRawBufferPointer) -> Int32 {
    let known = vocabulary.texts.count
    let code = vocabulary.code(of: text)
    if vocabulary.texts.count > known { index.insert(text, code: code) }
    return code
  }

  /// The code of a text without zero bytes, `ShortTextIndex.none` if it would get a new one.
  ///
  /// - Parameters:
  ///   - low: the text's first eight bytes, padded with zeros.
  ///   - high: the next eight bytes. Both only count for texts of up to 16 bytes.
  @inline(__always)
  func knownCode(of text: UnsafeRawBufferPointer, low: UInt64, high: UInt64) -> Int32 {
    if text.count <= 16 {
      let code = index.code(low: low, high: high)
      if code != ShortTextIndex.none { return code }
    }
    return rareCode(of: text)
  }

  @inline(never)
  private func rareCode(of text: UnsafeRawBufferPointer) -> Int32 {
    if text.count <= 16 {
      return vocabulary.texts.count < vocabulary.limit ? ShortTextIndex.none : Vocabulary.overflow
    }
    return vocabulary.knownCode(of: text) ?? ShortTextIndex.none
  }
}
