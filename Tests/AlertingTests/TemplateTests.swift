import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Templates")
struct TemplateTests {
  private var facts: TemplateFacts {
    var rule = psiRule()
    rule.labels = ["team": "risk & <co>"]
    rule.runbook = "runbooks/{{x}}.md"
    var change = transition()
    change.identity.key.segment = #"name="O'Neil" <b>"#
    return TemplateFacts(change, rule: rule)
  }

  @Test(
    "A template is filled in, without escapes",
    arguments: [
      ("", ""), ("plain", "plain"), ("  leading", "  leading"), ("\nnew line\n", "\nnew line\n"), (" \n x", " \n x"),
      ("{{feature}}", "age"), ("{{ feature }}", "age"), ("{{{feature}}}{{&metric}}", "agepsi"),
      ("{{segment}}", #"name="O'Neil" <b>"#), ("{{labels.team}}", "risk & <co>"), ("{{runbook}}", "runbooks/{{x}}.md"),
      ("{{value}} {{threshold}} {{n}}", "0.2131 0.2 4812"), ("{{version}}{{model_version}}", "**"),
      ("{{alert}}/{{level}}/{{state}}/{{model}}/{{window}}/{{episode}}", "FeatureDrift/red/firing/credit-risk/1h/1"),
      ("{{at}}", "2026-03-01T12:00:00Z"), ("[{{owner}}]", "[]"),
      ("{{#owner}}of {{owner}}{{/owner}}{{^owner}}nobody's{{/owner}}", "nobody's"),
      ("{{#feature}}on {{.}}{{/feature}}", "on age"), ("{{uppercased(feature)}}", "AGE"), ("{{! a remark }}x", "x"),
      ("{ {x} } }}", "{ {x} } }}"),
    ])
  func renders(source: String, expected: String) throws {
    let template = try Template(source)
    #expect(template.rendered(with: facts) == expected)
    #expect(template.check(labels: ["team"]).isEmpty)
  }

  @Test(
    "What is not a template is refused",
    arguments: [
      ("{{feature", "no closing"), ("a {{", "no closing"), ("{{{feature}}", "no closing"), ("{{}}", "names nothing"),
      ("{{ # }}", "name"), ("{{#owner}}", "not closed"), ("{{/owner}}", "not open"),
      ("{{#owner}}{{/feature}}", "not open"), ("{{> file}}", "kind of tag"), ("{{=<% %>=}}", "kind of tag"),
      ("{{% CONTENT_TYPE: HTML}}", "kind of tag"), ("{{$block}}{{/block}}", "kind of tag"), ("{{a b}}", "name"),
      ("{{shout(feature)}}", "not a transform"), ("{{é}}", "name"),
    ])
  func refuses(source: String, reason: String) throws {
    let error = try #require(throws: TemplateError.self) { try Template(source) }
    #expect(error.description.contains(reason), "\(error.description)")
  }

  @Test("Bounds on depth and length hold", arguments: [(32, true), (33, false), (5000, false)])
  func depth(count: Int, isSound: Bool) throws {
    let nested =
      String(repeating: "{{#owner}}", count: count) + "x" + String(repeating: "{{/owner}}", count: count)
    #expect(((try? Template(nested)) != nil) == isSound)
    let transforms =
      String(repeating: "lowercased(", count: count * 10) + "owner" + String(repeating: ")", count: count * 10)
    #expect((try? Template("{{\(transforms)}}")) == nil)
  }

  @Test("No text traps, and what is read renders", arguments: [1, 2, 3, 4] as [UInt64])
  func fuzz(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "{{", "}}", "{", "}", "{{{", "}}}", "#", "^", "/", "!", "&", ".", "(", ")", " ", "\n", "\r\n", "\t", "owner",
      "feature", "labels.team", "lowercased(", "=", "<", ">", "$", "%", "é", "{{#owner}}", "{{/owner}}", "{{^n}}",
      "{{/n}}", "{{feature}}", "{{.}}", "{{ segment }}", "{{!", "\0",
    ]
    var sound = 0
    for _ in 0..<1500 {
      let count = Int(generator.next() % 12)
      let source = (0..<count).map { _ in pieces[Int(generator.next() % UInt64(pieces.count))] }.joined()
      guard let template = try? Template(source) else { continue }
      _ = template.rendered(with: facts)
      sound += 1
    }
    #expect(sound > 100 && sound < 1400, "seed \(seed)")
  }

  @Test("Names that nothing fills in are found, in sections and transforms too")
  func unknownNames() throws {
    let template = try Template(
      "{{featur}} {{#owner}}{{^runbook}}{{valu}}{{/runbook}}{{/owner}} {{lowercased(x)}} {{labels.team}} {{labels.no}}")
    func unknown(_ labels: Set<String>?) -> [TemplateError.Problem] { template.check(labels: labels).map(\.problem) }
    #expect(
      unknown(["team"]) == [.unknownName("featur"), .unknownName("valu"), .unknownName("x"), .unknownName("labels.no")])
    #expect(unknown(nil) == [.unknownName("featur"), .unknownName("valu"), .unknownName("x")])
  }

  // As Python's '%.4g', but for what the whole part keeps and the trailing zeros.
  @Test(
    "A number for people has four digits, or as many as its whole part",
    arguments: [
      (0, "0"), (0.2131, "0.2131"), (0.213_149, "0.2131"), (0.213_15, "0.2132"), (0.2, "0.2"),
      (-0.000_123_456, "-0.0001235"),
      (0.999_96, "1"), (9.9996, "10"), (99_999.96, "100000"), (1, "1"), (1204, "1204"), (18_230.4, "18230"),
      (120.46, "120.5"), (1e14, "100000000000000"), (1e15, "1e+15"), (1.234_56e20, "1.235e+20"), (9.999_96e20, "1e+21"),
      (2.5e-7, "2.5e-07"), (1e-300, "1e-300"), (0.000_01, "1e-05"), (0.0001, "0.0001"),
      (.leastNonzeroMagnitude, "5e-324"),
      (.nan, "nan"), (-.infinity, "-inf"),
    ] as [(Double, String)])
  func numbers(value: Double, expected: String) {
    #expect(shortText(value) == expected)
  }
}
