import Testing

@testable import Dashboard

@Suite("Golden screens of prompts")
struct PromptGoldenTests {
  enum Scene: String, CaseIterable, Sendable {
    case filterTyping = "prompt-filter"
    case filterKept = "prompt-filter-kept"
    case filterNothing = "prompt-filter-nothing"
    case filterCell = "prompt-filter-cell"
    case commands = "prompt-command"
    case completion = "prompt-completion"
    case usage = "prompt-usage"
    case refusal = "prompt-refusal"
    case longLine = "prompt-long-line"

    var keys: [Key] {
      func type(_ text: String) -> [Key] { text.unicodeScalars.map { .character($0) } }
      switch self {
      case .filterTyping: return type("/red i")
      case .filterKept: return type("/a region=") + [.enter]
      case .filterNothing: return type("/incme") + [.enter]
      case .filterCell: return type("c/auc yellow red") + [.enter]
      case .commands: return type(":f")
      case .completion: return type(":segment ") + [.tab, .tab, .tab]
      case .usage: return type(":silence 2h deploy under way")
      case .refusal: return type(":feature incme") + [.enter]
      case .longLine:
        return type(":note ") + Array(repeating: type("日本語 e\u{301}t 👩‍👧 "), count: 12).flatMap { $0 } + [.left, .left]
      }
    }
  }

  @Test("Prompts look as recorded", arguments: Scene.allCases)
  func screens(scene: Scene) throws {
    var sample = SampleSnapshot(situation: .incident)
    if scene == .longLine { sample.useLongNames() }
    var state = DashboardState(width: 120, height: 36)
    _ = state.update(.snapshot(sample.build()))
    for key in scene.keys { _ = state.update(.key(key)) }
    try GoldenScreens.expect(state, scene.rawValue)
  }
}
