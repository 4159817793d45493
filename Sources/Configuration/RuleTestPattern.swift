import Alerting
import Notation
import Readings

/// Something that can be said of an alert or a delivery.
package enum RuleTestFact: Equatable, Sendable {
  case text(String)
  case number(Double)
  case flag(Bool)
  /// Time since the test's start.
  case time(TimeSpan)

  package var text: String {
    switch self {
    case .text(let text): text
    case .number(let number): shortestText(number)
    case .flag(let flag): flag ? "true" : "false"
    case .time(let time): time.text
    }
  }
}

/// What is asked of an alert or a delivery. Whatever is not mentioned is free.
package struct RuleTestPattern: Sendable {
  package enum Subject: Sendable {
    case alert
    case delivery
  }

  package enum Wish: Sendable {
    /// The text itself; numbers agree to nine digits.
    case equal(RuleTestFact)
    /// The whole text has to fit.
    case fits(RegularExpression)
  }

  package var subject: Subject
  package var location: SourceLocation
  /// In the order in which they are written.
  package var wishes: [(name: String, wish: Wish)]
  /// How many there have to be; `nil` for at least one.
  package var count: Int?

  /// - Parameter facts: by name; what is not there fits nothing.
  package func mismatches(_ facts: [String: RuleTestFact]) -> [String] {
    wishes.filter { name, wish in !(facts[name].map { Self.fits(wish, $0) } ?? false) }.map(\.name)
  }

  package func matches(_ facts: [String: RuleTestFact]) -> Bool {
    wishes.allSatisfy { name, wish in facts[name].map { Self.fits(wish, $0) } ?? false }
  }

  /// Whether the pattern says anything of this.
  package func mentions(_ name: String) -> Bool { wishes.contains { $0.name == name } }

  private static func fits(_ wish: Wish, _ fact: RuleTestFact) -> Bool {
    switch (wish, fact) {
    case (.equal(.number(let wanted)), .number(let found)):
      abs(wanted - found) <= 1e-9 * max(1, abs(wanted))
    case (.equal(let wanted), _): wanted == fact
    case (.fits(let expression), _): expression.matches(fact.text)
    }
  }

  /// As people read it: `FeatureDrift feature=age state=firing`.
  package var text: String {
    let parts = wishes.map { name, wish in
      switch wish {
      case .equal(let fact): name == "alert" || name == "action" ? fact.text : "\(name)=\(fact.text)"
      case .fits(let expression): "\(name)=~\(expression.pattern)"
      }
    }
    let times = count.map { ["(\($0) times)"] } ?? []
    return parts.isEmpty ? "any" : (parts + times).joined(separator: " ")
  }
}

extension RuleTestPattern {
  /// How a fact is written.
  enum Kind {
    case text
    case choice([String])
    case number
    case flag
    case time
  }

  private static let series: [(String, Kind)] = [
    ("alert", .text), ("metric", .text), ("feature", .text), ("segment", .text), ("version", .text), ("window", .text),
    ("episode", .number),
  ]

  /// What can be asked of an alert.
  static let alertFacts: [(name: String, kind: Kind)] =
    series + [
      ("state", .choice(AlertStatus.State.allNames)), ("level", .choice(Level.allCases.map(\.rawValue))),
      ("value", .number), ("threshold", .number), ("n", .number), ("summary", .text), ("because", .text),
      ("owner", .text), ("acknowledged", .flag), ("silenced", .flag), ("since", .time),
    ]

  /// What can be asked of a delivery.
  static let deliveryFacts: [(name: String, kind: Kind)] =
    [("action", .text), ("type", .text)] + series + [
      ("state", .choice(Delivery.State.allNames)), ("level", .choice(Level.allCases.map(\.rawValue))),
      ("reason", .choice(Delivery.Suppression.allCases.map(\.rawValue))), ("arguments", .text), ("alerts", .number),
      ("at", .time),
    ]
}

extension AlertStatus.State {
  static let allNames: [String] = [
    unknown, green, pending, firing, recovering, resolved, nodata, error,
  ].map(\.rawValue)
}

extension Delivery.State {
  static let allNames: [String] =
    [planned, awaitingApproval, running, succeeded, failed, timedOut, dryRun, unknown].map(\.name) + ["suppressed"]
}
