import Notation
import Readings

/// Something that a rule can have done, under the name by which rules refer to it.
package struct Action: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case webhook(Webhook)
    case exec(Exec)
    /// A line in the engine's log.
    case log
  }

  /// An HTTP POST of ``WebhookPayload``.
  package struct Webhook: Equatable, Sendable {
    /// `http` or `https`.
    package var url: String
    /// Further request headers.
    package var headers: [String: String]

    package init(url: String, headers: [String: String] = [:]) {
      self.url = url
      self.headers = headers
    }
  }

  /// A program run without a shell, at most once per alert and episode.
  package struct Exec: Equatable, Sendable {
    /// Program and arguments, each filled in by itself, so that no value can become a second argument.
    package var argv: [Template]
    package var timeout: TimeSpan
    /// Least time between two runs of the action, whatever alert they are for.
    package var cooldown: TimeSpan
    /// Runs of the action within any 24 hours, whatever alert they are for; `nil` for no bound.
    package var maxPerDay: Int?
    /// Level that the alert still has to be firing at, just before the run; `nil` if that does not matter.
    package var onlyIfStill: Level?

    package init(
      argv: [Template], timeout: TimeSpan = .minutes(1), cooldown: TimeSpan = .zero, maxPerDay: Int? = nil,
      onlyIfStill: Level? = nil
    ) {
      self.argv = argv
      self.timeout = timeout
      self.cooldown = cooldown
      self.maxPerDay = maxPerDay
      self.onlyIfStill = onlyIfStill
    }
  }

  package var name: String
  package var kind: Kind

  package init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// As written in the configuration's `type`.
  package var type: String {
    switch kind {
    case .webhook: "webhook"
    case .exec: "exec"
    case .log: "log"
    }
  }
}
