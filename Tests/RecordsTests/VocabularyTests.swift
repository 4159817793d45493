import Records
import Testing

@Suite("Vocabularies and ids")
struct VocabularyTests {
  static func code(_ text: String, _ vocabulary: inout Vocabulary) -> Int32 {
    Array(text.utf8).withUnsafeBytes { vocabulary.code(of: $0) }
  }

  @Test("Texts are numbered as they come, and found again")
  func numbers() {
    var vocabulary = Vocabulary(texts: ["b", "a"])
    for index in 0..<2000 { #expect(Self.code("t\(index)", &vocabulary) == Int32(index + 2)) }
    for index in 0..<2000 { #expect(Self.code("t\(index)", &vocabulary) == Int32(index + 2)) }
    #expect(vocabulary.texts[1] == "a" && vocabulary.texts[2001] == "t1999")
    #expect(vocabulary.texts.count == 2002)
  }

  @Test("Past the limit all new texts are one, and known ones stay")
  func limit() {
    var vocabulary = Vocabulary(limit: 2)
    #expect(
      ["a", "b", "c", "d", "b"].map { Self.code($0, &vocabulary) } == [
        0, 1, Vocabulary.overflow, Vocabulary.overflow, 1,
      ])
    #expect(vocabulary.texts == ["a", "b"])
  }

  @Test("A text too long for a category is not kept")
  func longTexts() {
    var vocabulary = Vocabulary()
    #expect(Self.code(String(repeating: "x", count: Vocabulary.longest + 1), &vocabulary) == Vocabulary.overflow)
    #expect(Self.code(String(repeating: "x", count: Vocabulary.longest), &vocabulary) == 0)
    #expect(Self.code("", &vocabulary) == 1)
  }

  /// Figures from a Python implementation of SipHash-2-4-128 that gives the reference's own vectors under their key
  /// (`a3817f04ba25a8e66df67214c7550293` for no bytes), under the key `leeway.identity.` as two big-endian words.
  @Test(
    "An id's hash is SipHash-2-4 with 128 bits",
    arguments: [
      ("", 0x549a_8f24_2195_aff1, 0x6365_873d_c731_1a0c), ("a", 0xfbf4_cace_d732_7b4b, 0x5b72_48f7_f582_7b03),
      ("1234567", 0xa437_48fd_fd35_cb3d, 0xb04e_d850_0fdc_db82),
      ("12345678", 0x9d07_52cd_921d_ace1, 0x552e_412f_091d_d150),
      ("123456789", 0xfe62_da81_0873_cd15, 0xdf3a_29ce_1060_8050),
      ("request-0123456789abcdef", 0x40c1_ba51_c001_a28a, 0xcc0e_11a4_1376_3efa),
      (String(repeating: "é", count: 40), 0xd6b9_bc25_8758_f3d3, 0x8990_12b8_835e_0f37),
    ] as [(String, UInt64, UInt64)])
  func hashes(text: String, low: UInt64, high: UInt64) {
    #expect(IdentifierHash(text) == IdentifierHash(low: low, high: high))
  }

  @Test("A path has no empty part")
  func paths() {
    #expect(FieldPath("a.b")?.components == ["a", "b"])
    for text in ["", ".", "a.", ".a", "a..b"] { #expect(FieldPath(text) == nil) }
  }
}
