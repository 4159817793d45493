import Alerting
import ArgumentParser
import Engine
import Foundation
import Notation

/// `leeway audit`: what was decided, by whom, and whether the record is whole.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Show the record of what people decided, check it, and sum it up.",
    discussion: """
      The log is only ever added to, and each entry holds the hash of the one before it.

      Exit codes: 0 fine, 1 with 'verify' if the log is not as it was written, 2 usage or no store, 3 runtime.
      """,
    subcommands: [List.self, Verify.self, Report.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "The entries, oldest first.",
      discussion: "Exit codes: 0 fine, 2 usage or no store, 3 runtime.")

    @OptionGroup var store: StateCommand.Options
    @OptionGroup var since: SinceOptions

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() throws {
      let start = try since.start(now: wallClock())
      var entries: [(link: AuditChain.Link, entry: AuditEntry)] = []
      for link in try store.inspection.audit() {
        guard let entry = try? link.entry() else {
          throw EngineError(
            .runtime, "entry \(link.sequence) of the audit log does not read; 'leeway audit verify' tells what is wrong"
          )
        }
        if start.map({ entry.at >= $0 }) ?? true { entries.append((link, entry)) }
      }
      if json { return print(Self.json(entries), terminator: "") }
      if entries.isEmpty { return print("No entries.") }
      for line in Self.table(entries).lines(TextOutput.standard(ascii: false)) { print(line) }
    }

    private static func table(_ entries: [(link: AuditChain.Link, entry: AuditEntry)]) -> TextTable {
      var table = TextTable([
        TextTable.Column("NO", priority: 9, isRight: true), TextTable.Column("AT", priority: 8),
        TextTable.Column("BY", priority: 7, least: 6), TextTable.Column("DID", priority: 6, least: 12),
        TextTable.Column("ABOUT", priority: 5, least: 16), TextTable.Column("SYSTEM SAID", priority: 2, least: 8),
        TextTable.Column("AFTER", priority: 1, isRight: true), TextTable.Column("REASON", priority: 4, least: 10),
      ])
      for (link, entry) in entries {
        let account = entry.account.map { $0 == entry.by ? "" : " (\($0))" } ?? ""
        table.add(
          [
            String(link.sequence), entry.at.floored(to: TimeSpan(seconds: 1)).rfc3339, entry.by + account, entry.did,
            about(entry.subject),
            entry.recommended ?? "", entry.span?.roughText ?? "", entry.reason,
          ].map { StyledText(printable($0)) })
      }
      return table
    }

    private static func about(_ subject: AuditEntry.Subject) -> String {
      let parts = [
        subject.identity.map { "\($0.shortID) \($0.words)" }, subject.matchers, subject.action.map { "action \($0)" },
        subject.identity == nil ? subject.id : nil,
      ]
      return parts.compactMap(\.self).joined(separator: ", ")
    }

    private static func json(_ entries: [(link: AuditChain.Link, entry: AuditEntry)]) -> String {
      var json = JSONText()
      json.object { json in
        json.array("audit") { json in
          for (link, entry) in entries {
            json.object { json in
              json.field("sequence", link.sequence)
              json.field("hash", link.hash)
              entry.write(to: &json)
            }
          }
        }
      }
      json.newline()
      return json.text
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Check that no entry was changed, taken out or moved.",
      discussion: """
        Every decision prints the head that the log then had. A head that was noted elsewhere also shows whether the \
        whole file was put in the place of another: give it with --head, all of it or only its hash.

        Exit codes: 0 fine, 1 findings, 2 usage or no store, 3 runtime.
        """)

    @OptionGroup var store: StateCommand.Options

    @Option(name: .long, help: ArgumentHelp("A head that was noted: 12:9f86d0… or 9f86d0…", valueName: "hash"))
    var head: String?

    private static let hashLength = 64

    func validate() throws {
      guard let head, AuditChain.Head(head) == nil, !isHash(head) else { return }
      throw ValidationError(
        "--head takes what a decision prints: a number, a colon and \(Self.hashLength) hexadecimal digits, or the digits"
      )
    }

    private func isHash(_ text: String) -> Bool {
      text.count == Self.hashLength && text.allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    func run() throws {
      let inspection = store.inspection
      let verdict = try inspection.verifyAudit(expected: head.flatMap(AuditChain.Head.init))
      var finding = verdict.finding
      if finding == nil, let head, isHash(head),
        try !inspection.audit().contains(where: { $0.hash == head.lowercased() })
      {
        finding = "no entry has the hash that was given: the log was cut off, or replaced by another"
      }
      if let finding { print("finding: \(printable(finding))") }
      print("\(inspection.path): audit log \(verdict.head.description)\(finding == nil ? ", fine" : "")")
      if finding != nil { throw ExitCode(1) }
    }
  }

  struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "report",
      abstract: "How people and the system got on, per rule and in all.",
      discussion: """
        Time to acknowledge, the share of red alerts that a person called false, how often people decided against what \
        was recommended, silences and how long they stood.

        Exit codes: 0 fine, 2 usage or no store, 3 runtime.
        """)

    @OptionGroup var store: StateCommand.Options
    @OptionGroup var since: SinceOptions

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() throws {
      let report = try store.inspection.auditReport(from: try since.start(now: wallClock()) ?? .distantPast)
      print(json ? report.json : printable(report.text, keepsLines: true), terminator: "")
    }
  }
}
