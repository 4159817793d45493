import Notation

/// Something wrong with the keys that a configuration asks for.
package struct KeyMapMistake: Error, Equatable, Sendable {
  /// As the configuration names it.
  package var action: String
  /// As the configuration names it; `nil` where the action itself is at fault.
  package var key: String?
  package var text: String
}

/// Every mistake of a remapping, in the order of its changes.
package struct KeyMapMistakes: Error, Equatable, Sendable {
  package var list: [KeyMapMistake]
}

extension KeyMap {
  /// The map with other keys for some actions: they lose those they had. An empty list leaves an action without any.
  ///
  /// - Throws: ``KeyMapMistakes``: unknown names, keys that would mean two things in one view, and a view that could not
  ///   be left or explained.
  package func remapped(_ changes: [(action: String, keys: [String])]) throws(KeyMapMistakes) -> KeyMap {
    var mistakes: [KeyMapMistake] = []
    var bindings = bindings
    var changed: [(action: Action, name: String)] = []
    for (name, keyNames) in changes {
      guard let action = Action(name: name) else {
        mistakes.append(KeyMapMistake(action: name, text: Self.unknownAction(name)))
        continue
      }
      guard !changed.contains(where: { $0.action == action }) else {
        mistakes.append(KeyMapMistake(action: name, text: "'\(name)' is given keys twice"))
        continue
      }
      let keys = Self.keys(keyNames, of: name, mistakes: &mistakes)
      changed.append((action, name))
      if keys.isEmpty, keyNames.isEmpty, action == .quit || action == .help {
        mistakes.append(KeyMapMistake(action: name, text: "'\(name)' needs a key"))
      }
      Self.give(keys, to: action, in: &bindings)
    }
    // What each key means is looked at when every change is made, so that two actions can swap theirs.
    mistakes += Self.conflicts(of: changed, in: bindings)
    guard mistakes.isEmpty else { throw KeyMapMistakes(list: mistakes) }
    return KeyMap(bindings)
  }

  private static func unknownAction(_ name: String) -> String {
    let names = Action.named.map(\.name)
    let hint = nearestName(to: name, among: names).map { "did you mean '\($0)'?" }
    return "there is no action '\(name)'; " + (hint ?? "actions: " + names.joined(separator: ", "))
  }

  private static func keys(_ names: [String], of action: String, mistakes: inout [KeyMapMistake]) -> [Key] {
    var keys: [Key] = []
    for name in names {
      guard let key = Key(name: name) else {
        let hint =
          nearestName(to: name, among: Key.names).map { "did you mean '\($0)'?" }
          ?? "keys: one character, ctrl-a to ctrl-z, " + Key.names.dropLast().joined(separator: ", ")
        mistakes.append(KeyMapMistake(action: action, key: name, text: "there is no key '\(name)'; \(hint)"))
        continue
      }
      if !keys.contains(key) { keys.append(key) }
    }
    return keys
  }

  private static func give(_ keys: [Key], to action: Action, in bindings: inout [Binding]) {
    var isBound = false
    for index in bindings.indices where bindings[index].action == action {
      bindings[index].keys = keys
      isBound = true
    }
    if !isBound {
      bindings.append(Binding(keys, action, .general, help: action.name.split(separator: "-").joined(separator: " ")))
    }
  }

  /// Keys that a changed binding shares with another one of the same view; each pair once.
  private static func conflicts(
    of changed: [(action: Action, name: String)], in bindings: [Binding]
  ) -> [KeyMapMistake] {
    var mistakes: [KeyMapMistake] = []
    for (position, change) in changed.enumerated() {
      let earlier = changed[..<position].map(\.action)
      for own in bindings where own.action == change.action {
        for other in bindings where other.action != change.action && !earlier.contains(other.action) {
          guard let screen = Screen.allCases.first(where: { own.applies(to: $0) && other.applies(to: $0) }) else {
            continue
          }
          for key in own.keys where other.keys.contains(key) {
            let mistake = KeyMapMistake(
              action: change.name, key: key.name,
              text: "'\(key.name)' is the key of '\(other.action.name)' in the \(screen.title) view, too")
            if !mistakes.contains(mistake) { mistakes.append(mistake) }
          }
        }
      }
    }
    return mistakes
  }
}

extension KeyMapMistake {
  fileprivate init(action: String, text: String) { self.init(action: action, key: nil, text: text) }
}
