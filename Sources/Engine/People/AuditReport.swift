import Alerting
import Notation
import Readings
import Statistics

/// How people and the system got on with each other over a time: per rule, and in all.
///
/// A range of time is from its start to just before its end. What is counted:
/// - *Episodes* are those of which a transition to `firing` lies in the range. An episode is red if it fired red in the
///   range, else yellow. Transitions are kept as long as the history is; older episodes are not counted, while their
///   decisions, which are kept for ever, are.
/// - An episode is *acknowledged* if the log has an acknowledgement of it, at whatever time. Its *time to acknowledge* is
///   that of the first: from the episode's first firing, in event time, to the acknowledgement, on the engine's clock.
/// - An episode is *called false* if any acknowledgement of it says so. The *share of false* is red episodes called false
///   ÷ red episodes; *of those judged*, ÷ red episodes that were acknowledged.
/// - *Decisions on recommendations* lie in the range by their own time. The system recommends to run a program, or a level
///   for a series; a person approves or rejects the one, and overrides the other. *Expired* are programs that nobody
///   answered for; nobody decided there, so they are shown, and not counted as decisions.
/// - The *override rate* is the decisions against the system, rejected + overridden, ÷ all, approved + rejected +
///   overridden.
/// - *Silences* are those that were made in the range. How long they *stood* is of those that ended in it.
///
/// Overrides and silences belong to the rule that their matchers name with `alert="…"`. Those that name none count in all,
/// and for no rule.
package struct AuditReport: Equatable, Sendable {
  /// The figures of one rule, or of all.
  package struct Figures: Equatable, Sendable {
    package var red = 0
    package var yellow = 0
    /// Of red and yellow ones.
    package var acknowledged = 0
    /// Of the red ones.
    package var redAcknowledged = 0
    package var redCalledFalse = 0
    /// Of yellow ones.
    package var yellowCalledFalse = 0
    /// In seconds, ascending.
    package var timesToAcknowledge: [Double] = []
    package var approved = 0
    package var rejected = 0
    package var expired = 0
    package var overridden = 0
    package var silences = 0
    /// How long silences stood, in seconds, ascending.
    package var silenced: [Double] = []

    /// `nil` without a red episode.
    package var falseShare: Double? { Self.share(redCalledFalse, of: red) }
    /// `nil` if no red episode was acknowledged.
    package var falseShareOfJudged: Double? { Self.share(redCalledFalse, of: redAcknowledged) }
    package var decisions: Int { approved + rejected + overridden }
    /// `nil` without a decision.
    package var overrideRate: Double? { Self.share(rejected + overridden, of: decisions) }

    private static func share(_ part: Int, of whole: Int) -> Double? {
      whole == 0 ? nil : Double(part) / Double(whole)
    }

    /// In seconds; `nil` if nothing was acknowledged.
    package func timeToAcknowledge(_ probability: Double) -> Double? {
      quantile(ofSorted: timesToAcknowledge, at: probability)
    }

    /// In seconds; `nil` if no silence ended.
    package var medianSilence: Double? { quantile(ofSorted: silenced, at: 0.5) }
  }

  package var from: Instant
  package var to: Instant
  /// By the name of the rule, in order.
  package var rules: [(name: String, figures: Figures)]
  package var all: Figures

  package static func == (a: AuditReport, b: AuditReport) -> Bool {
    a.from == b.from && a.to == b.to && a.all == b.all && a.rules.elementsEqual(b.rules, by: ==)
  }

  /// - Parameters:
  ///   - entries: the whole audit log: an acknowledgement may come after the range.
  ///   - transitions: all that are kept, in any order.
  package init(
    entries: some Sequence<AuditEntry>, transitions: some Sequence<TransitionRecord>, from: Instant, to: Instant
  ) {
    var tally = AuditTally(range: from..<max(from, to))
    for transition in transitions { tally.take(transition) }
    for entry in entries { tally.take(entry) }
    let figures = tally.figures()
    self.from = from
    self.to = to
    rules = figures.rules.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    all = figures.all
  }
}

/// Counts for an ``AuditReport``.
private struct AuditTally {
  typealias Figures = AuditReport.Figures

  private struct Episode: Hashable {
    var identity: AlertIdentity
    var number: Int
  }

  private struct Answer {
    /// Of the first acknowledgement, in seconds.
    var time: Double?
    var isFalse = false
  }

  let range: Range<Instant>
  /// Whether an episode fired red.
  private var episodes: [Episode: Bool] = [:]
  private var answers: [Episode: Answer] = [:]
  private var rules: [String: Figures] = [:]
  private var all = Figures()

  init(range: Range<Instant>) {
    self.range = range
  }

  mutating func take(_ transition: TransitionRecord) {
    guard transition.to == .firing, range.contains(transition.at) else { return }
    let episode = Episode(identity: transition.identity, number: transition.episode)
    episodes[episode] = (episodes[episode] ?? false) || transition.level == .red
  }

  mutating func take(_ entry: AuditEntry) {
    if entry.act == .acknowledge, let identity = entry.subject.identity, let number = entry.subject.episode {
      let episode = Episode(identity: identity, number: number)
      var answer = answers[episode] ?? Answer(time: entry.span?.seconds)
      answer.isFalse = answer.isFalse || entry.isFalseAlarm
      answers[episode] = answer
    }
    guard range.contains(entry.at) else { return }
    switch entry.act {
    case .approve: count(entry) { $0.approved += 1 }
    case .reject: count(entry) { $0.rejected += 1 }
    case .approvalExpired: count(entry) { $0.expired += 1 }
    case .override: count(entry) { $0.overridden += 1 }
    case .silence: count(entry) { $0.silences += 1 }
    case .silenceEnded: if let span = entry.span { count(entry) { $0.silenced.append(span.seconds) } }
    case .acknowledge, .acknowledgementEnded, .note, .overrideEnded: break
    }
  }

  private mutating func count(_ entry: AuditEntry, _ body: (inout Figures) -> Void) {
    body(&all)
    if let rule = entry.subject.rule { body(&rules[rule, default: Figures()]) }
  }

  func figures() -> (rules: [String: Figures], all: Figures) {
    var (rules, all) = (self.rules, self.all)
    for (episode, isRed) in episodes {
      let answer = answers[episode]
      Self.count(isRed: isRed, answer, in: &all)
      Self.count(isRed: isRed, answer, in: &rules[episode.identity.rule, default: Figures()])
    }
    for rule in rules.keys { rules[rule]?.sort() }
    all.sort()
    return (rules, all)
  }

  private static func count(isRed: Bool, _ answer: Answer?, in figures: inout Figures) {
    figures.red += isRed ? 1 : 0
    figures.yellow += isRed ? 0 : 1
    guard let answer else { return }
    figures.acknowledged += 1
    figures.redAcknowledged += isRed ? 1 : 0
    figures.redCalledFalse += isRed && answer.isFalse ? 1 : 0
    figures.yellowCalledFalse += !isRed && answer.isFalse ? 1 : 0
    if let time = answer.time { figures.timesToAcknowledge.append(time) }
  }
}

extension AuditReport.Figures {
  fileprivate mutating func sort() {
    timesToAcknowledge.sort()
    silenced.sort()
  }
}

extension AuditEntry.Subject {
  /// The rule that it is about, if it is about one.
  fileprivate var rule: String? {
    if let identity { return identity.rule }
    guard let matchers, let list = try? LabelMatchers(parsing: matchers).list else { return nil }
    return list.first { $0.name == "alert" && $0.comparison == .equal }?.value
  }
}
