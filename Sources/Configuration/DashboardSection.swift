/// What `dashboard` in the configuration says, as it is written. The names of themes, actions and keys are the
/// dashboard's to check, so each word comes with its place.
package struct DashboardSection: Equatable, Sendable {
  package struct Word: Equatable, Sendable {
    package var text: String
    package var location: SourceLocation
  }

  /// The keys that an action gets in place of its own.
  package struct KeyChange: Equatable, Sendable {
    package var action: Word
    package var keys: [Word]
  }

  package var theme: Word?
  package var notify: Word?
  package var hasMouse: Bool?
  package var keys: [KeyChange] = []

  package init() {}

  private static let example = "{theme: light, keys: {next-window: W}}"

  /// Reads `dashboard`; what is of the wrong kind is reported and left out.
  init(_ section: YAMLValue?) {
    guard let mapping = section?.mapping(keys: ["theme", "notify", "mouse", "keys"], example: Self.example) else {
      return
    }
    theme = Self.word(mapping.value("theme"), example: "light")
    notify = Self.word(mapping.value("notify"), example: "bell")
    hasMouse = mapping.bool("mouse")
    let example = "{next-window: W, quit: [q, ctrl-q]}"
    guard let changes = mapping.value("keys")?.freeMapping(example: example) else { return }
    keys = changes.entries.map { entry in
      KeyChange(
        action: Word(text: entry.key, location: entry.location),
        keys: entry.value.oneOrMany().compactMap { Self.word($0, example: "ctrl-q") })
    }
  }

  private static func word(_ value: YAMLValue?, example: String) -> Word? {
    guard let value, let text = value.nameText(example: example) else { return nil }
    return Word(text: text, location: value.location)
  }
}
