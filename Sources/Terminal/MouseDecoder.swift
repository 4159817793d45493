/// Turns the reports that a terminal sends about its mouse into numbers, character by character: a report may come in
/// pieces.
///
/// Two forms (xterm, "Control Sequences: Mouse Tracking"): SGR, `ESC [ < button ; column ; row` and `M` for a press or
/// `m` for a release; and the older one, `ESC [ M` and three characters, which ends at column 223. Terminals are asked
/// for both, and use the first if they know it.
package struct MouseDecoder: Sendable {
  package struct Report: Equatable, Sendable {
    /// The button, with bits for modifiers, motion and the wheel.
    package var button: Int
    /// From 0, at the upper left corner.
    package var x: Int
    package var y: Int
    package var isPress: Bool

    package init(button: Int, x: Int, y: Int, isPress: Bool) {
      self.button = button
      self.x = x
      self.y = y
      self.isPress = isPress
    }
  }

  private enum Form {
    case sgr
    case plain
  }

  private var form: Form?
  /// What has come of the report so far: finished numbers and the one in progress, or characters.
  private var numbers: [Int] = []

  private static let largestNumber = 100_000

  package init() {}

  /// Whether the next character belongs to a report.
  package var isReading: Bool { form != nil }

  /// The beginning of a report has been read.
  package mutating func begin(isSGR: Bool) {
    form = isSGR ? .sgr : .plain
    numbers = isSGR ? [0] : []
  }

  /// A key came in the middle of it.
  package mutating func abandon() { form = nil }

  /// Takes the next character and gives the report that it completes. What makes no sense ends the report.
  package mutating func take(_ character: UInt32) -> Report? {
    switch form {
    case .sgr: return takeSGR(character)
    case .plain:
      numbers.append(Int(character) - 32)
      guard numbers.count == 3 else { return nil }
      form = nil
      // Without SGR a release does not tell its button: 3 stands for any.
      return report(isPress: numbers[0] & 3 != 3 || numbers[0] & 64 != 0)
    case nil: return nil
    }
  }

  private mutating func takeSGR(_ character: UInt32) -> Report? {
    switch character {
    case 0x30...0x39:
      let last = numbers.count - 1
      numbers[last] = min(numbers[last] * 10 + Int(character - 0x30), Self.largestNumber)
    case 0x3B where numbers.count < 3: numbers.append(0)
    case 0x4D, 0x6D:
      form = nil
      return numbers.count == 3 ? report(isPress: character == 0x4D) : nil
    default: form = nil
    }
    return nil
  }

  private func report(isPress: Bool) -> Report? {
    guard numbers[0] >= 0, numbers[1] >= 1, numbers[2] >= 1 else { return nil }
    return Report(button: numbers[0], x: numbers[1] - 1, y: numbers[2] - 1, isPress: isPress)
  }
}
