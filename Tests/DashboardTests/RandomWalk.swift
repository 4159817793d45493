import Notation
import Readings

@testable import Dashboard

/// Random events for a dashboard, of all kinds: the same seed gives the same walk.
struct Walk {
  var state = DashboardState(width: 120, height: 36)
  var generator: SeededGenerator
  /// Whether questions are mostly answered as they ask for it.
  var isDiligent = false
  private var pending: [Key] = []

  private static let keys = KeyMap.standard.bindings.flatMap(\.keys)
  private static let texts = [
    "red", "region=apac", "!income", "zzz", "é\u{301}東👩‍🚒", "credit-risk", "why", "1h", "feature income", "window 24h",
    "sort name", "ack because", "approve", "view", "\u{1B}[2J", "",
  ]

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  mutating func nextEvent(_ snapshots: [Snapshot]) -> DashboardEvent {
    if !pending.isEmpty { return .key(pending.removeFirst()) }
    if state.dialog != nil || state.prompt != nil, Int.random(in: 0..<4, using: &generator) > 0 {
      return typing()
    }
    switch Int.random(in: 0..<20, using: &generator) {
    case 0 where !isDiligent: return .resize(width: number(to: 180), height: number(to: 60))
    case 1:
      return .snapshot(snapshots[number(to: snapshots.count - 1)])
    case 2 where !isDiligent: return .tick(Instant(seconds: Int64(number(to: 2_000_000_000))))
    case 3...6: return .mouse(mouse())
    case 7: return .link(link())
    case 8: return .answer(Answer("done\u{7}", isRefusal: Bool.random(using: &generator)))
    case 9...11 where state.dialog == nil && state.prompt == nil:
      // Views are entered more often than single keys would.
      return .key(.character(["a", "p", "f", "V", "i", "L", "c", "o"][number(to: 7)]))
    case 12...13 where state.dialog == nil && state.prompt == nil:
      pending = [.character(["a", "S", "n", "A", "R"][number(to: 4)])]
      return .key(.character("a"))
    default: return .key(Self.keys[number(to: Self.keys.count - 1)])
    }
  }

  /// Something typed, or a key that moves on.
  private mutating func typing() -> DashboardEvent {
    if isDiligent, let dialog = state.dialog {
      switch dialog.focus {
      case .person: pending = "alice".unicodeScalars.map { Key.character($0) } + [.tab]
      case .reason: pending = "because".unicodeScalars.map { Key.character($0) } + [.enter]
      case .confirmation:
        let word = DialogCheck(dialog, in: state).confirmation
        pending = [.control("u")] + word.unicodeScalars.map { Key.character($0) } + [.enter]
      case .act: return .key(.enter)
      default: return .key(.tab)
      }
      return .key(pending.removeFirst())
    }
    if Bool.random(using: &generator) {
      pending = Self.texts[number(to: Self.texts.count - 1)].unicodeScalars.map { Key.character($0) }
    }
    let keys: [Key] = [.enter, .tab, .up, .down, .left, .backspace, .control("w"), .escape, .backTab, .delete]
    return .key(keys[number(to: keys.count - 1)])
  }

  private mutating func mouse() -> MouseEvent {
    let kinds = [MouseEvent.Kind.click, .doubleClick, .wheelUp, .wheelDown]
    return MouseEvent(kinds[number(to: 3)], x: number(to: state.width + 1) - 1, y: number(to: state.height + 1) - 1)
  }

  private mutating func link() -> Link {
    switch number(to: 3) {
    case 0: .own
    case 1: .connecting(since: .distantPast)
    case 2: .attached(to: "/var/lib/leeway")
    default: .lost(since: .distantPast, reason: "理由\u{7}")
    }
  }

  private mutating func number(to last: Int) -> Int { Int.random(in: 0...max(0, last), using: &generator) }
}
