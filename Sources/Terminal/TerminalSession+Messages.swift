import CNcurses
import Dashboard

/// What the terminal does beside its cells: title, mouse, clipboard, bell.
extension TerminalSession {
  static let titleBack = "\u{1B}[23;2t"
  /// Presses and releases, in the SGR form where the terminal knows it.
  private static let mouseOn = "\u{1B}[?1000h\u{1B}[?1006h"
  static let mouseOff = "\u{1B}[?1006l\u{1B}[?1000l"
  private static let longestTitle = 120

  var takesTitle: Bool { features.takesTitle && options.title != nil }

  /// Sets the title where there is one. The first time, the old one is put on the terminal's stack (xterm's window
  /// operation 22; OSC 2).
  package func setTitle(_ text: String) {
    let text = TerminalFeatures.printable(text, limit: Self.longestTitle)
    guard takesTitle, text != title else { return }
    send((title == nil ? "\u{1B}[22;2t" : "") + "\u{1B}]2;\(text)\u{07}")
    title = text
  }

  /// Whether clicks come as events; without it the terminal selects text with them.
  package func setMouse(_ isOn: Bool) {
    guard features.hasMouse, isOn != isMouseOn else { return }
    isMouseOn = isOn
    mouse.abandon()
    send(isOn ? Self.mouseOn : Self.mouseOff)
  }

  /// Puts a text on the clipboard; says why not where that is not possible. Whether the terminal takes it nobody knows.
  package func copy(_ text: String) -> String? {
    if let sequence = features.clipboard(text) {
      send(sequence)
      return nil
    }
    if !features.takesCommands {
      return "this terminal has no clipboard; select with the mouse, turned off by M"
    }
    return
      "too long to be copied: \(text.utf8.count) bytes of at most \(TerminalFeatures.clipboardLimit)"
  }

  package func notify(_ text: String) {
    send(features.notification(text, options.notification))
  }

  /// Gives back all that curses knows nothing of.
  func giveBack() {
    if isMouseOn { send(Self.mouseOff) }
    if title != nil { send(Self.titleBack) }
  }

  /// Takes it again.
  func takeAgain() {
    if isMouseOn { send(Self.mouseOn) }
    if let title {
      self.title = nil
      setTitle(title)
    }
  }

  private func send(_ text: String) {
    guard !text.isEmpty else { return }
    _ = send(Array(text.utf8))
  }

  /// False if the terminal does not take it.
  func send(_ bytes: [UInt8]) -> Bool {
    statistics.note(bytes: bytes.count)
    return bytes.withUnsafeBytes { buffer in
      curses_write(signals, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count, -1)
    }
  }
}
