import Alerting
import Foundation
import Notation
import Readings
import Testing

@testable import Engine

/// One decision of every kind, with what is hard to write down.
enum SampleDecisions {
  static let identity = AlertIdentity(
    rule: "Drift \"of\" age", model: "loans",
    key: SeriesKey(metric: .psi, version: "v2", segment: "region=été, süd", feature: "age\\years", window: "1h"))
  static let plain = AlertIdentity(
    rule: "Errors", model: "loans", key: SeriesKey(metric: .errorRate, window: "24h"))

  static func all() throws -> [Decision] {
    let matchers = try LabelMatchers(
      parsing: #"alert="Drift \"of\" age",segment=~"region=(a|b), c\\d",owner!="x",feature!~"y.*""#)
    let until = Instant(microseconds: 1_772_445_600_123_457)
    let kinds: [Decision.Kind] = [
      .acknowledge(identity, isFalseAlarm: true), .acknowledge(plain, isFalseAlarm: false), .note(identity),
      .silence(matchers, until: until), .endSilence(id: "0a1b2c3d"),
      .approve(delivery: String(repeating: "f", count: 32)),
      .reject(delivery: "00"), .override(matchers, .green, until: .distantFuture), .endOverride(id: "ffffffff"),
    ]
    return kinds.map { Decision($0, by: "Ada «on call»", reason: "line one\nline two \u{1B}[31m 🙂") }
  }
}

@Suite("What goes over the agent's socket")
struct ControlWireTests {
  @Test("Every decision comes out as it went in, on one line")
  func roundTrip() throws {
    for decision in try SampleDecisions.all() {
      let bytes = try ControlLine.bytes(ControlRequest.decide(decision))
      #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 1 && bytes.last == UInt8(ascii: "\n"))
      #expect(try ControlLine.message(ControlRequest.self, of: bytes) == .decide(decision))
    }
  }

  @Test("The account is not the client's to tell")
  func account() throws {
    var decision = try #require(try SampleDecisions.all().first)
    decision.account = "root"
    let bytes = try ControlLine.bytes(ControlRequest.decide(decision))
    decision.account = nil
    #expect(try ControlLine.message(ControlRequest.self, of: bytes) == .decide(decision))
  }

  @Test("Replies come out as they went in")
  func replies() throws {
    let replies: [ControlReply] = [
      .decided(DecisionReceipt(text: "silenced until …", id: "0a1b2c3d", sequence: 7, hash: "ab12")),
      .decided(DecisionReceipt(text: "noted", sequence: .max, hash: "")),
      .failed(EngineError(.configuration, "no such \"silence\"\nat all")), .failed(EngineError(.runtime, "disk full")),
    ]
    for reply in replies {
      #expect(try ControlLine.message(ControlReply.self, of: try ControlLine.bytes(reply)) == reply)
    }
  }

  @Test("The form is the documented one")
  func form() throws {
    let decision = Decision(.endSilence(id: "0a1b2c3d"), by: "ada", reason: "over")
    #expect(
      String(decoding: try ControlLine.bytes(ControlRequest.decide(decision)), as: UTF8.self)
        == #"{"decision":{"act":"end_silence","by":"ada","id":"0a1b2c3d","reason":"over"},"request":"decide","version":1}"#
        + "\n")
    #expect(
      String(decoding: try ControlLine.bytes(ControlReply.failed(EngineError(.runtime, "no"))), as: UTF8.self)
        == #"{"error":{"code":"failed","message":"no"},"version":1}"# + "\n")
  }

  @Test(
    "What is wrong with a request is told",
    arguments: [
      ("", "not JSON"),
      ("nonsense", "not JSON"),
      ("[]", "no JSON object"),
      ("7", "no JSON object"),
      ("{}", "'version' is missing"),
      (#"{"version":"1","request":"decide"}"#, "'version' is of another kind"),
      (#"{"version":2,"request":"decide"}"#, "version 2"),
      (#"{"version":1}"#, "'request' is missing"),
      (#"{"version":1,"request":"pause"}"#, "does not know the request 'pause'"),
      (#"{"version":1,"request":"decide"}"#, "'decision' is missing"),
      (#"{"version":1,"request":"decide","decision":{"act":"fly","by":"a","reason":"b"}}"#, "cannot be 'fly'"),
      (
        #"{"version":1,"request":"decide","decision":{"act":"approve","by":"a","reason":"b"}}"#,
        "'decision.id' is missing"
      ),
      (
        #"{"version":1,"request":"decide","decision":{"act":"approve","id":"0","reason":"b"}}"#,
        "'decision.by' is missing"
      ),
      (#"{"version":1,"request":"decide","decision":{"act":"approve","id":"0","by":" \t","reason":"b"}}"#, "--by"),
      (#"{"version":1,"request":"decide","decision":{"act":"approve","id":"0","by":"a","reason":""}}"#, "--reason"),
      (
        #"{"version":1,"request":"decide","decision":{"act":"silence","matchers":"","until":1,"by":"a","reason":"b"}}"#,
        "'decision.matchers'"
      ),
      (
        #"{"version":1,"request":"decide","decision":{"act":"silence","matchers":"a=~\"(\"","until":1,"by":"a","reason":"b"}}"#,
        "regular expression"
      ),
      (
        #"{"version":1,"request":"decide","decision":{"act":"silence","matchers":"a=1","until":1e30,"by":"a","reason":"b"}}"#,
        "out of range"
      ),
    ])
  func mistakes(line: String, hint: String) {
    let error = #expect(throws: ControlMistake.self) {
      try ControlLine.message(ControlRequest.self, of: Array(line.utf8))
    }
    #expect(error?.text.contains(hint) ?? false, "\(error?.text ?? "")")
  }
}
