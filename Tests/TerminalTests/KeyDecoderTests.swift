import CNcurses
import Dashboard
import Terminal
import Testing

@Suite("Key decoder")
struct KeyDecoderTests {
  @Test(
    "Characters become keys",
    arguments: [
      (97, .character("a")), (0x7279, .character("特")), (9, .tab), (10, .enter), (13, .enter),
      (27, .escape),
      (127, .backspace), (8, .backspace), (12, .control("l")), (2, .control("b")),
      (32, .character(" ")), (0, nil),
      (31, nil), (0xD800, nil), (0xFFFF_FFFF, nil),
    ] as [(UInt32, Key?)])
  func characters(value: UInt32, expected: Key?) {
    #expect(KeyDecoder.character(value) == expected.map { .key($0) })
  }

  @Test(
    "Function keys become keys",
    arguments: [
      (CURSES_KEY_UP, .key(.up)), (CURSES_KEY_END, .key(.end)),
      (CURSES_KEY_BACK_TAB, .key(.backTab)),
      (CURSES_KEY_MOUSE_SGR, nil), (CURSES_KEY_F0 + 1, .key(.function(1))),
      (CURSES_KEY_F0 + 63, .key(.function(63))),
      (CURSES_KEY_F0 + 64, nil), (0, nil),
    ] as [(Int, TerminalInput?)])
  func functions(code: Int, expected: TerminalInput?) {
    #expect(KeyDecoder.function(UInt32(code)) == expected)
  }
}
