import Engine
import Foundation

/// A line on the terminal that says how far a replay has come. Shows nothing where standard error is no terminal.
struct ProgressBar {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var shownAt = -1.0

  mutating func show(_ progress: Replay.Progress, elapsed: Double) {
    guard isTerminal, elapsed - shownAt >= 0.1 else { return }
    shownAt = elapsed
    let width = 30
    let full = Int(progress.share * Double(width))
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
    let rate = elapsed > 0 ? Int(Double(progress.lines) / elapsed) : 0
    let left = progress.share > 0.02 ? "\(Int((elapsed / progress.share - elapsed).rounded(.up))) s left" : ""
    let share = String(format: "%3d%%", Int(progress.share * 100))
    let time = progress.time?.rfc3339 ?? ""
    write("\r\u{1B}[K[\(bar)] \(share)  \(grouped(rate)) rows/s  \(left)  \(time)")
  }

  func clear() {
    if isTerminal, shownAt >= 0 { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    StandardError.write(text)
  }
}
