import ArgumentParser
import Notation

/// How long something is to stand: `--for 2h` or `--until 2026-03-02T14:30:00Z`.
struct EndOptions: ParsableArguments {
  @Option(name: .customLong("for"), help: ArgumentHelp("How long it stands: 90m, 2h, 3d.", valueName: "span"))
  var span: String?

  @Option(name: .long, help: ArgumentHelp("Until when it stands (RFC 3339).", valueName: "time"))
  var until: String?

  /// A whole year is forgotten, not decided.
  private static let longest = TimeSpan.days(366)

  func validate() throws {
    guard (span == nil) != (until == nil) else {
      throw ValidationError("say how long it is to stand: either --for (2h) or --until (2026-03-02T14:30:00Z)")
    }
    if let span { _ = try Self.length(span) }
    if let until { _ = try moment(until, "--until") }
  }

  /// - Returns: a time after `now`, on a whole second if it is counted from there.
  func end(now: Instant) throws -> Instant {
    let end: Instant
    if let span {
      end = (now + (try Self.length(span)) + .almostSecond).floored(to: TimeSpan(seconds: 1))
    } else {
      end = try moment(until ?? "", "--until")
    }
    guard end > now else { throw ValidationError("--until \(end.rfc3339) is over already") }
    guard end <= now + Self.longest + TimeSpan(seconds: 1) else {
      throw ValidationError("nothing stands for longer than \(Self.longest.text)")
    }
    return end
  }

  private static func length(_ text: String) throws -> TimeSpan {
    guard let span = TimeSpan(text), span > .zero else {
      throw ValidationError("--for takes a time span such as 90m, 2h or 3d, not '\(text)'")
    }
    guard span <= longest else { throw ValidationError("nothing stands for longer than \(longest.text)") }
    return span
  }
}

extension TimeSpan {
  fileprivate static let almostSecond = TimeSpan(microseconds: 999_999)
}

/// How far back to look: `--since 7d` or `--since 2026-03-02`.
struct SinceOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("Only what came after: a time (RFC 3339), a date, or how long ago (7d).", valueName: "time"))
  var since: String?

  func validate() throws { _ = try start(now: Instant(seconds: 0)) }

  /// `nil` for everything.
  func start(now: Instant) throws -> Instant? {
    guard let since else { return nil }
    if let span = TimeSpan(since) { return span > .days(36_600) ? .distantPast : now - span }
    return try moment(since, "--since", or: ", or a span such as 7d")
  }
}

/// A time as a person gives it: RFC 3339, or a date, which stands for its beginning (UTC).
private func moment(_ text: String, _ option: String, or other: String = "") throws -> Instant {
  if let instant = Instant(rfc3339: text) ?? Instant(rfc3339: text + "T00:00:00Z") { return instant }
  throw ValidationError("\(option) takes a time such as 2026-03-02T14:30:00Z or 2026-03-02\(other), not '\(text)'")
}
