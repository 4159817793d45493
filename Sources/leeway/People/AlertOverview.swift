import Alerting
import Configuration
import Engine
import Notation
import Readings

/// The alerts of a store with what people have decided about them, as the commands for people see them.
struct AlertOverview {
  /// An alert, and what holds it back.
  struct Entry {
    var instance: AlertInstance
    /// `nil` if it could not be had from the configuration.
    var rule: Rule?
    var labels: AlertLabels
    var acknowledgement: Acknowledgement?
    var silence: Silence?
    /// The alert that mutes this one.
    var inhibitor: AlertIdentity?
    var override: LevelOverride?
    /// Deliveries that wait for a person.
    var waiting: [Delivery] = []

    var identity: AlertIdentity { instance.identity }

    /// Whether there is something to look at: anything but within bounds.
    var isOpen: Bool {
      switch instance.state {
      case .unknown, .green, .resolved: override != nil || !waiting.isEmpty
      case .pending, .firing, .recovering, .nodata, .error: true
      }
    }

    /// Whether an episode is open at red.
    var isRed: Bool { instance.episodeLevel == .red }
  }

  /// Worst first: by level, open episodes before others, then the newest.
  var entries: [Entry]
  var people: PeopleBook
  var now: Instant

  /// Reads the store. The configuration adds owners, labels and inhibitions; without it the rest is shown all the same.
  init(_ store: StateCommand.Options, now: Instant = wallClock()) throws {
    let inspection = store.inspection
    let instances = try inspection.alerts()
    let people = try inspection.people()
    let isAgentGone = ControlClient.holder(of: store.directory) == nil
    let waiting = try inspection.openDeliveries().compactMap { $0.waiting(isAgentGone: isAgentGone) }
    let configuration = store.configurationIfGood()
    let rules = Dictionary((configuration?.rules ?? []).map { ($0.alert, $0) }) { first, _ in first }
    self.people = people
    self.now = now
    entries = instances.map { instance in
      let identity = instance.identity
      let rule = rules[identity.rule]
      let level = instance.episodeLevel ?? instance.level
      let labels = AlertLabels(identity, rule: rule ?? Self.stranger(identity), level: level)
      return Entry(
        instance: instance, rule: rule, labels: labels,
        acknowledgement: people.acknowledgement(of: identity, episode: instance.episode),
        silence: people.silence(of: labels, at: now), override: people.override(of: labels, at: now),
        waiting: waiting.filter { $0.identity == identity })
    }
    .sorted { a, b in
      let (x, y) = (a.instance, b.instance)
      if x.level != y.level { return x.level.severity > y.level.severity }
      if (x.episodeLevel != nil) != (y.episodeLevel != nil) { return x.episodeLevel != nil }
      return x.since != y.since ? x.since > y.since : x.identity < y.identity
    }
    var index = InhibitionIndex(configuration?.inhibitions ?? [])
    for entry in entries where entry.instance.episodeLevel != nil { index.update(entry.identity, entry.labels) }
    for place in entries.indices {
      entries[place].inhibitor = index.inhibitor(of: entries[place].identity, entries[place].labels)
    }
  }

  /// An alert whose rule is not, or no longer, in the configuration.
  private static func stranger(_ identity: AlertIdentity) -> Rule {
    Rule(alert: identity.rule, group: "", metric: identity.key.metric, window: identity.key.window)
  }

  // MARK: - Naming alerts

  /// The alert that a person means by the first digits of its id. Throws if none, or more than one, begins like that.
  func entry(_ prefix: String) throws(EngineError) -> Entry {
    let found = try entries(prefix)
    guard let first = found.first else {
      throw EngineError(.configuration, "no alert has the id '\(printable(prefix))'; 'leeway alerts --all' lists them")
    }
    return first
  }

  /// At most one. Throws if `prefix` is no beginning of an id, or of several.
  func entries(_ prefix: String) throws(EngineError) -> [Entry] {
    guard let digits = Self.digits(prefix) else { return [] }
    let found = entries.filter { $0.identity.id.hasPrefix(digits) }
    guard found.count > 1 else { return found }
    let names = found.prefix(5).map { "\n  \($0.identity.id.prefix(12))  \(printable($0.identity.words))" }.joined()
    throw EngineError(.configuration, "'\(digits)' begins the ids of \(found.count) alerts; give more digits:\(names)")
  }

  /// A beginning of an id, in small letters; `nil` if the text is none. Fewer than four digits are too few to be meant.
  static func digits(_ text: String) -> String? {
    (4...64).contains(text.count) && text.allSatisfy { $0.isASCII && $0.isHexDigit } ? text.lowercased() : nil
  }

  /// The delivery that a person means by its id, or by that of the alert for which it waits.
  func waitingDelivery(_ prefix: String) throws(EngineError) -> Delivery {
    let all = entries.flatMap(\.waiting)
    if let digits = Self.digits(prefix) {
      let found = all.filter { $0.id.hasPrefix(digits) }
      if found.count == 1 { return found[0] }
      if found.count > 1 {
        throw EngineError(.configuration, "'\(digits)' begins the ids of \(found.count) deliveries; give more digits")
      }
      if let entry = try entries(prefix).first {
        if entry.waiting.count == 1 { return entry.waiting[0] }
        let ids = entry.waiting.map { "\n  \($0.id)  \(printable($0.action)) \($0.state.name)" }.joined()
        throw EngineError(
          .configuration,
          entry.waiting.isEmpty
            ? "nothing of \(printable(entry.identity.words)) waits for a person"
            : "\(entry.waiting.count) deliveries of that alert wait; name one of them:\(ids)")
      }
    }
    throw EngineError(
      .configuration,
      all.isEmpty
        ? "nothing waits for approval" : "no delivery that waits, and no alert, has the id '\(printable(prefix))'")
  }
}

extension Delivery {
  /// The delivery if it waits for a person. A program that was running when its agent died is unknown, even before an
  /// agent has found that out.
  fileprivate func waiting(isAgentGone: Bool) -> Delivery? {
    switch state {
    case .awaitingApproval, .unknown: return self
    case .running where isAgentGone && runsProgram:
      var delivery = self
      delivery.state = .unknown
      return delivery
    case .running, .planned, .succeeded, .failed, .timedOut, .suppressed, .dryRun: return nil
    }
  }
}

extension StateCommand.Options {
  /// The configuration, or `nil` and a warning: what is stored can be looked at without it.
  func configurationIfGood() -> WatchConfiguration? {
    let diagnostics = Diagnostics()
    let draft = ConfigurationDraft.read(file: config, needsSecrets: false, into: diagnostics)
    if let configuration = draft.configuration, !diagnostics.hasErrors { return configuration }
    StandardError.write(
      "leeway: \(config) cannot be used, so owners, labels and inhibitions are not shown ('leeway check' tells why)\n")
    return nil
  }
}
