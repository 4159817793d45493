import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Alert output")
struct AlertOutputTests {
  @Test("A line of alerts.jsonl, byte for byte")
  func alertLine() {
    var json = JSONText()
    transition(episode: 3).write(to: &json)
    transition(to: .nodata, from: .green, level: .nodata, episode: 0, value: nil).write(to: &json)
    #expect(
      json.text == """
        {"at":"2026-03-01T12:00:00Z","alert":"FeatureDrift","identity":{"model":"credit-risk","version":"*",\
        "segment":"region=apac","feature":"age","metric":"psi","window":"1h"},"episode":3,"from":"pending",\
        "to":"firing","level":"red","value":0.2131,"n":4812,"threshold":0.2}
        {"at":"2026-03-01T12:00:00Z","alert":"FeatureDrift","identity":{"model":"credit-risk","version":"*",\
        "segment":"region=apac","feature":"age","metric":"psi","window":"1h"},"episode":0,"from":"green",\
        "to":"nodata","level":"nodata","value":null,"n":4812,"threshold":0.2}

        """)
  }

  @Test("Lines of deliveries.jsonl, byte for byte")
  func deliveryLines() {
    var json = JSONText()
    var delivery = Delivery(
      id: "00ff", transition: transition(), action: Action(name: "pager", kind: .log), state: .planned, now: minute(1),
      payload: "{}")
    delivery.write(to: &json)
    delivery.suppress(.stale, now: minute(2))
    delivery.write(to: &json)
    let identity =
      #""identity":{"model":"credit-risk","version":"*","segment":"region=apac","feature":"age","metric":"psi","window":"1h"}"#
    #expect(
      json.text == """
        {"at":"2026-03-01T12:01:00Z","id":"00ff","alert":"FeatureDrift",\(identity),"episode":1,"level":"red",\
        "action":"pager","type":"log","state":"planned","attempt":0}
        {"at":"2026-03-01T12:02:00Z","id":"00ff","alert":"FeatureDrift",\(identity),"episode":1,"level":"red",\
        "action":"pager","type":"log","state":"suppressed","reason":"stale","attempt":0}

        """)
  }

  @Test("A webhook's body, byte for byte")
  func payload() throws {
    var rule = psiRule()
    rule.owner = "risk-oncall"
    rule.labels = ["team": "risk", "env": "prod"]
    rule.annotations = [
      "summary": try Template("{{feature}} in {{segment}}: PSI {{value}} > {{threshold}} (n={{n}}) <{{labels.team}}>")
    ]
    var json = JSONText()
    WebhookPayload(id: "00ff", transition: transition(from: .firing, previousLevel: .yellow), rule: rule)
      .write(to: &json)
    #expect(
      json.text == """
        {"id":"00ff","type":"alert.firing","alert":"FeatureDrift","level":"red","previous_level":"yellow",\
        "state":"firing","previous_state":"firing","identity":{"model":"credit-risk","version":"*",\
        "segment":"region=apac","feature":"age","metric":"psi","window":"1h"},"value":0.2131,"threshold":0.2,\
        "n":4812,"low":0.19,"high":0.24,"floor":0.004,"window_start":"2026-03-01T11:00:00Z",\
        "window_end":"2026-03-01T12:00:00Z","episode":1,"at":"2026-03-01T12:00:00Z","owner":"risk-oncall",\
        "runbook":null,"labels":{"env":"prod","team":"risk"},"annotations":{"summary":\
        "age in region=apac: PSI 0.2131 > 0.2 (n=4812) <risk>"}}
        """)
    var bare = transition(to: .resolved, from: .firing, level: .green)
    bare.figures = AlertFigures(n: 0)
    var short = JSONText()
    WebhookPayload(id: "1", transition: bare, rule: psiRule()).write(to: &short)
    #expect(short.text.contains(#""type":"alert.resolved""#))
    #expect(short.text.contains(#""value":null,"threshold":null,"n":0,"episode":1,"#))
  }
}
