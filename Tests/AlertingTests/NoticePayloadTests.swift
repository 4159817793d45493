import Foundation
import Notation
import Readings
import Testing

@testable import Alerting

@Suite("What webhooks are told")
struct WebhookNoticeTests {
  private let hook = Action.Kind.webhook(.init(address: .literal("https://ops.example/hook")))

  @Test("One alert is told as an object of its own, with the key of its group and what a composite rule found")
  func single() {
    var change = transition()
    change.figures.because = "psi of age 0.31 > 0.2, f1 0.71 < 0.75"
    let text = NoticePayload.text(notice(.firing, [noticeItem(change)]), for: .making(hook))
    let json = parsed(text)
    #expect(json["id"] as? String == "00ff")
    #expect(json["type"] as? String == "alert.firing")
    #expect(json["group"] as? String == "abcd")
    #expect(json["because"] as? String == "psi of age 0.31 > 0.2, f1 0.71 < 0.75")
    #expect(json["level"] as? String == "red")
    #expect(json["alerts"] == nil)
    // The fields of before stand in the order of before.
    var before = JSONText()
    WebhookPayload(id: "00ff", transition: change, rule: psiRule()).write(to: &before)
    #expect(text.replacing(#""group":"abcd","#, with: "") == before.text)
  }

  @Test("The log and the bell keep what a webhook would be sent", arguments: [Action.Kind.log, .bell])
  func others(kind: Action.Kind) {
    #expect(NoticePayload.text(notice(), for: .making(kind)) == NoticePayload.text(notice(), for: .making(hook)))
  }

  @Test("An acknowledgement says who")
  func acknowledged() {
    let json = parsed(NoticePayload.text(notice(.acknowledged, by: "ada"), for: .making(hook)))
    #expect(json["type"] as? String == "alert.acknowledged")
    #expect(json["by"] as? String == "ada")
  }

  @Test("A group is told as a list, even with one alert in it", arguments: [1, 3, 130])
  func group(count: Int) throws {
    var items = (0..<count).map { noticeItem(segment: "region=r\($0)") }
    if count > 1 { items[1].transition.to = .resolved }
    let text = NoticePayload.text(
      notice(.firing, items, labels: [("metric", "psi"), ("alert", "FeatureDrift")]),
      for: .making(hook, by: ["metric", "alert"]))
    #expect(
      text.hasPrefix(
        #"{"id":"00ff","type":"alerts.firing","group":"abcd","group_labels":{"metric":"psi","alert":"FeatureDrift"},"#))
    let json = parsed(text)
    let alerts = try #require(json["alerts"] as? [[String: Any]])
    #expect(alerts.count == min(count, 100))
    #expect(json["omitted"] as? Int == max(0, count - 100))
    #expect(json["resolved"] as? Int == (count > 1 ? 1 : 0))
    #expect(json["firing"] as? Int == (count > 1 ? count - 1 : 1))
    #expect((alerts.last?["identity"] as? [String: Any])?["segment"] as? String == "region=r\(min(count, 100) - 1)")
  }

  @Test("A program finds what was found in its environment, and nothing where there is nothing")
  func environment() {
    var change = transition()
    func because() -> String? {
      EnvironmentVariable.facts(of: change, rule: psiRule(), deliveryID: "1").first { $0.name == "LEEWAY_BECAUSE" }?
        .value
    }
    #expect(because() == "")
    change.figures.because = "3 features red"
    #expect(because() == "3 features red")
  }
}

@Suite("What Slack is told")
struct SlackNoticeTests {
  private let slack = Action.making(.slack(.init(address: .literal("https://hooks.example/x"))))

  /// All texts of a message, and whether it keeps to Slack's limits.
  private func check(_ text: String) throws -> [String] {
    let json = parsed(text)
    var texts = [try #require(json["text"] as? String)]
    #expect(texts[0].count <= 40_000)
    let blocks = try #require(json["blocks"] as? [[String: Any]])
    #expect((1...50).contains(blocks.count))
    for block in blocks {
      let own = (block["text"] as? [String: String])?["text"]
      let fields = (block["fields"] ?? block["elements"]) as? [[String: String]] ?? []
      let type = block["type"] as? String
      let limit = type == "header" ? 150 : 3000
      #expect(fields.count <= 10)
      for text in [own].compactMap({ $0 }) {
        #expect((1...limit).contains(text.utf16.count))
        texts.append(text)
      }
      for text in fields.compactMap({ $0["text"] }) {
        #expect((1...2000).contains(text.utf16.count))
        texts.append(text)
      }
    }
    return texts
  }

  @Test("The level is a symbol and a word, and the summary is the text")
  func single() throws {
    var rule = psiRule()
    rule.annotations = ["summary": try Template("{{feature}} & <{{segment}}>")]
    rule.owner = "risk-oncall"
    rule.runbook = "https://wiki.example/drift?a=1&b=2"
    let texts = try check(NoticePayload.text(notice(.firing, [noticeItem(rule: rule)]), for: slack))
    #expect(texts[0] == "▲ red FeatureDrift: age &amp; &lt;region=apac&gt;")
    #expect(texts[1] == "▲ red FeatureDrift")
    #expect(texts.contains("*Value*\n0.2131"))
    #expect(texts.contains("owner risk-oncall"))
    #expect(texts.contains("<https://wiki.example/drift?a=1&amp;b=2|runbook>"))
  }

  @Test(
    "Every kind of message has its words",
    arguments: [
      (.yellow, .firing, .firing, "◆ yellow FeatureDrift"), (.green, .resolved, .resolved, "✓ resolved FeatureDrift"),
      (.nodata, .nodata, .nodata, "- no data FeatureDrift"), (.error, .error, .error, "! error FeatureDrift"),
      (.red, .firing, .acknowledged, "✓ acknowledged FeatureDrift"),
    ] as [(Level, AlertStatus.State, Notice.Kind, String)])
  func words(level: Level, state: AlertStatus.State, kind: Notice.Kind, title: String) throws {
    let item = noticeItem(transition(to: state, level: level))
    let texts = try check(NoticePayload.text(notice(kind, [item], by: kind == .acknowledged ? "ada" : nil), for: slack))
    #expect(texts[1] == title)
    #expect(texts.contains("acknowledged by ada") == (kind == .acknowledged))
  }

  @Test("Nothing is too long for Slack, and no escape is cut in two", arguments: ["&", "é", "👩‍👩‍👧", "<"])
  func long(piece: String) throws {
    let flood = String(repeating: piece, count: 5000)
    var rule = psiRule()
    rule.annotations = ["summary": try Template(flood)]
    rule.owner = flood
    rule.runbook = "https://wiki.example/" + flood
    rule.alert = flood
    var change = transition()
    change.identity.rule = flood
    change.identity.model = flood
    change.figures.because = flood
    for count in [1, 300] {
      let items = (0..<count).map { noticeItem(change, rule: rule, segment: "region=\($0)" + flood) }
      let texts = try check(NoticePayload.text(notice(.firing, items, labels: [("owner", flood)]), for: slack))
      #expect(texts.contains { $0.contains("…") })
      for text in texts where piece == "&" {
        #expect(!text.replacing("&amp;", with: "").contains("&"))
      }
      #expect(texts.contains("and 280 more") == (count == 300))
    }
  }
}

@Suite("What PagerDuty is told")
struct PagerDutyNoticeTests {
  private let pager = Action.making(.pagerduty(.init(routingKey: .environment("KEY"))))

  @Test(
    "Firing triggers, an acknowledgement acknowledges, the end resolves the same incident",
    arguments: [
      (.firing, "trigger"), (.nodata, "trigger"), (.error, "trigger"), (.acknowledged, "acknowledge"),
      (.resolved, "resolve"),
    ] as [(Notice.Kind, String)])
  func actions(kind: Notice.Kind, action: String) {
    let text = NoticePayload.text(notice(kind, by: "ada"), for: pager)
    let json = parsed(text)
    #expect(json["event_action"] as? String == action)
    #expect(json["dedup_key"] as? String == "abcd")
    #expect((json["payload"] != nil) == (action == "trigger"))
    #expect(!text.contains("routing_key"))
  }

  @Test("An event says what, where and how bad")
  func event() throws {
    var rule = psiRule()
    rule.runbook = "https://wiki.example/drift"
    let json = parsed(NoticePayload.text(notice(.firing, [noticeItem(rule: rule)]), for: pager))
    let event = try #require(json["payload"] as? [String: Any])
    #expect(
      event["summary"] as? String == "▲ red FeatureDrift: psi of age in region=apac is 0.2131, threshold 0.2")
    #expect(event["severity"] as? String == "critical")
    #expect(event["source"] as? String == "credit-risk")
    #expect(event["component"] as? String == "region=apac")
    #expect(event["group"] as? String == "credit-risk")
    #expect(event["class"] as? String == "psi")
    #expect(event["timestamp"] as? String == "2026-03-01T12:00:00Z")
    #expect((event["custom_details"] as? [String: Any])?["threshold"] as? Double == 0.2)
    #expect((json["links"] as? [[String: String]])?.first?["href"] == "https://wiki.example/drift")
  }

  @Test("A runbook that is a file is no link")
  func noLink() {
    var rule = psiRule()
    rule.runbook = "/etc/leeway/runbooks/drift.md"
    #expect(parsed(NoticePayload.text(notice(.firing, [noticeItem(rule: rule)]), for: pager))["links"] == nil)
  }

  @Test("A group is one event with its alerts in the details, and never too long")
  func group() throws {
    var rule = psiRule()
    rule.annotations = ["summary": try Template(String(repeating: "é", count: 3000))]
    let single = parsed(NoticePayload.text(notice(.firing, [noticeItem(rule: rule)]), for: pager))
    #expect(((single["payload"] as? [String: Any])?["summary"] as? String)?.utf16.count == 1024)
    let items = (0..<80).map { noticeItem(segment: "region=r\($0)") }
    let json = parsed(NoticePayload.text(notice(.firing, items, labels: [("metric", "psi")]), for: pager))
    let event = try #require(json["payload"] as? [String: Any])
    #expect(event["summary"] as? String == "▲ red: 80 alerts of metric=psi")
    let details = try #require(event["custom_details"] as? [String: Any])
    #expect((details["alerts"] as? [Any])?.count == 50)
    #expect(details["omitted"] as? Int == 30)
  }

  @Test(
    "Levels are severities",
    arguments: [
      (.red, "critical"), (.yellow, "warning"), (.nodata, "warning"), (.error, "error"), (.green, "info"),
      (.insufficient, "info"),
    ] as [(Level, String)])
  func severities(level: Level, severity: String) {
    #expect(PagerDutyPayload.severity(level) == severity)
  }
}
