import CNcurses
import Dashboard

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension TerminalSession {
  /// Draws and shows a frame, and notes what it cost.
  package func show(theme: Theme = .dark, _ draw: () -> Canvas) {
    let start = nanoseconds(of: CLOCK_THREAD_CPUTIME_ID)
    let bytes = show(draw(), theme: theme)
    statistics.note(frameOf: bytes, time: nanoseconds(of: CLOCK_THREAD_CPUTIME_ID) - start)
  }

  /// Shows a canvas, sending only what differs from what is on the screen, in one write. A terminal whose size has just
  /// changed is sent nothing: the picture would be in its way.
  ///
  /// - Returns: The bytes sent.
  @discardableResult
  package func show(_ canvas: Canvas, theme: Theme = .dark) -> Int {
    if curses_take_size() {
      hasNewSize = true
      return 0
    }
    if theme != palette.theme {
      palette = Palette(mode: capabilities.color, theme: theme)
      for index in looks.indices { looks[index] = -1 }
      shown = nil
    }
    let old = shown?.width == canvas.width && shown?.height == canvas.height ? shown : nil
    if let old, old == canvas { return 0 }
    if old == nil { curses_erase() }
    let columns = min(canvas.width, width)
    for y in 0..<min(canvas.height, height) {
      let start = y * canvas.width
      for x in 0..<columns {
        let cell = canvas.cells[start + x]
        if let old, old.cells[start + x] == cell { continue }
        // The right half of a wide character must be on the screen with its left half.
        guard cell.width > 0, x + Int(cell.width) <= columns else { continue }
        put(cell, x: x, y: y)
      }
    }
    shown = canvas
    return refresh()
  }

  /// Makes the next ``show(_:theme:)`` send every cell.
  package func forceRedraw() {
    shown = nil
    curses_force_redraw()
  }

  /// Sends what curses has for the terminal, between the marks of a frame where the terminal knows them.
  private func refresh() -> Int {
    var length = 0
    guard let bytes = curses_refresh(&length), length > 0 else { return 0 }
    frame.removeAll(keepingCapacity: true)
    if let synchronised = features.synchronisedOutput { frame += synchronised.begin.utf8 }
    bytes.withMemoryRebound(to: UInt8.self, capacity: length) { bytes in
      frame += UnsafeBufferPointer(start: bytes, count: length)
    }
    if let synchronised = features.synchronisedOutput { frame += synchronised.end.utf8 }
    // What was not sent is not on the screen.
    if !send(frame) { forceRedraw() }
    return frame.count
  }

  private func put(_ cell: Cell, x: Int, y: Int) {
    let look = look(of: cell.style)
    let base = features.hasConsoleFont ? consoleLikeness(of: cell.base) : cell.base
    curses_put(
      Int32(x), Int32(y), base.value, cell.firstMark?.value ?? 0, cell.secondMark?.value ?? 0,
      look & 0xFF, look >> 8)
  }

  /// The attributes of a style in the lowest byte, its colour pair above them.
  private func look(of style: Style) -> Int32 {
    let known = looks[Int(style.bits)]
    if known >= 0 { return known }
    let attributes = palette.attributes(of: style)
    var flags = 0
    if attributes.isBold { flags |= CURSES_BOLD }
    if attributes.isDim { flags |= CURSES_DIM }
    if attributes.isReversed { flags |= CURSES_REVERSE }
    if attributes.isUnderlined { flags |= CURSES_UNDERLINE }
    let look = Int32(flags) | pair(attributes) << 8
    looks[Int(style.bits)] = look
    return look
  }

  /// The pair for two colours, defined when it is first needed; the terminal's own when there are no more.
  private func pair(_ attributes: TerminalAttributes) -> Int32 {
    let colors = ColorPair(
      foreground: attributes.foreground.map { Int32($0) } ?? -1,
      background: attributes.background.map { Int32($0) } ?? -1)
    if colors.foreground < 0, colors.background < 0 { return 0 }
    if let known = pairs[colors] { return known }
    let next = pairs.count + 1
    guard next < pairLimit, curses_define_pair(Int32(next), colors.foreground, colors.background)
    else { return 0 }
    pairs[colors] = Int32(next)
    return Int32(next)
  }
}
