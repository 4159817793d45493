import Notation
import Readings

/// Something that a rule can have done, under the name by which rules refer to it.
package struct Action: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case webhook(Webhook)
    case slack(Slack)
    case pagerduty(PagerDuty)
    case alertmanager(Alertmanager)
    case exec(Exec)
    /// A line in the engine's log.
    case log
    /// The bell of the agent's terminal.
    case bell
  }

  package var name: String
  package var kind: Kind
  /// `nil` tells of every alert by itself and at once. Never for programs.
  package var grouping: Grouping?

  package init(name: String, kind: Kind, grouping: Grouping? = nil) {
    self.name = name
    self.kind = kind
    self.grouping = grouping
  }

  /// As written in the configuration's `type`.
  package var type: String {
    switch kind {
    case .webhook: "webhook"
    case .slack: "slack"
    case .pagerduty: "pagerduty"
    case .alertmanager: "alertmanager"
    case .exec(let exec): exec.purpose.rawValue
    case .log: "log"
    case .bell: "bell"
    }
  }

  /// Whether it runs a program: what guards and approvals are about.
  package var runsProgram: Bool { if case .exec = kind { true } else { false } }

  /// Whether its receivers keep something open until they hear that it is over.
  var keepsIncidents: Bool {
    switch kind {
    case .alertmanager, .pagerduty: true
    case .webhook, .slack, .exec, .log, .bell: false
    }
  }
}

extension Action {
  /// An HTTP POST of ``WebhookPayload``, with the headers of the Standard Webhooks specification.
  package struct Webhook: Equatable, Sendable {
    package var address: Address
    /// Further request headers.
    package var headers: [String: String]
    /// What requests are signed with; `nil` sends them unsigned.
    package var secret: Secret?

    package init(address: Address, headers: [String: String] = [:], secret: Secret? = nil) {
      self.address = address
      self.headers = headers
      self.secret = secret
    }
  }

  /// A message to an incoming webhook of Slack.
  package struct Slack: Equatable, Sendable {
    package var address: Address

    package init(address: Address) {
      self.address = address
    }
  }

  /// Events of PagerDuty's Events API v2.
  package struct PagerDuty: Equatable, Sendable {
    package var routingKey: Secret
    package var address: Address

    package static let standardAddress = Address.literal("https://events.pagerduty.com/v2/enqueue")

    package init(routingKey: Secret, address: Address = PagerDuty.standardAddress) {
      self.routingKey = routingKey
      self.address = address
    }
  }

  /// Alerts for Prometheus' Alertmanager, which forgets what it does not keep hearing of.
  package struct Alertmanager: Equatable, Sendable {
    /// Of the server, without `/api/v2/alerts`.
    package var address: Address
    /// How often alerts that fire are told again. They end by themselves after four times that.
    package var resend: TimeSpan

    package init(address: Address, resend: TimeSpan = .minutes(1)) {
      self.address = address
      self.resend = resend
    }
  }

  /// A program run without a shell, at most once per alert and episode.
  package struct Exec: Equatable, Sendable {
    /// What it is for; `retrain` and `rollback` only differ in the guards they have where the configuration gives none.
    package enum Purpose: String, CaseIterable, Sendable {
      case exec
      case retrain
      case rollback
    }

    package var purpose: Purpose
    /// Program and arguments, each filled in by itself, so that no value can become a second argument.
    package var argv: [Template]
    /// Absolute; `nil` is the configuration's.
    package var workingDirectory: String?
    package var timeout: TimeSpan
    /// Least time between two runs of the action, whatever alert they are for. One that waits for approval counts from
    /// when it was planned, and when it is approved from then on; rejected or expired it no longer does. Asked when a
    /// run is planned and again when it is approved, as is ``maxPerDay``.
    package var cooldown: TimeSpan
    /// Runs of the action within any 24 hours, whatever alert they are for; `nil` for no bound.
    package var maxPerDay: Int?
    /// Level that the alert still has to be firing at, just before the run; `nil` if that does not matter.
    package var onlyIfStill: Level?
    /// How long a run waits for a person's approval before it is given up; `nil` if it needs none.
    package var approvalExpires: TimeSpan?

    package init(
      purpose: Purpose = .exec, argv: [Template], workingDirectory: String? = nil, timeout: TimeSpan = .minutes(1),
      cooldown: TimeSpan = .zero, maxPerDay: Int? = nil, onlyIfStill: Level? = nil, approvalExpires: TimeSpan? = nil
    ) {
      self.purpose = purpose
      self.argv = argv
      self.workingDirectory = workingDirectory
      self.timeout = timeout
      self.cooldown = cooldown
      self.maxPerDay = maxPerDay
      self.onlyIfStill = onlyIfStill
      self.approvalExpires = approvalExpires
    }
  }
}
