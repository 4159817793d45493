import Notation
import Readings
import Testing

@testable import Alerting

@Suite("Label matchers")
struct LabelMatchersTests {
  private var labels: AlertLabels {
    var rule = psiRule()
    rule.owner = "risk-oncall"
    rule.labels = ["team": "risk", "alert": "shadowed", "quote": "say \"a\\b\", twice"]
    var identity = psiIdentity
    identity.key.segment = "region=apac,sex=f"
    identity.key.version = "v2"
    return AlertLabels(identity, rule: rule, level: .red)
  }

  @Test("An alert is known by its name, series, level, owner, dimensions, and the labels of its rule")
  func names() {
    let expected = [
      "alert": "FeatureDrift", "model": "credit-risk", "version": "v2", "model_version": "v2",
      "segment": "region=apac,sex=f", "region": "apac", "sex": "f", "feature": "age", "metric": "psi", "window": "1h",
      "level": "red", "owner": "risk-oncall", "team": "risk", "quote": "say \"a\\b\", twice",
    ]
    #expect(labels.values == expected)
    #expect(labels["absent"] == "")
  }

  @Test(
    "Matchers fit or do not",
    arguments: [
      ("alert=FeatureDrift", true), ("alert = \"FeatureDrift\"", true), ("alert=\"Feature\"", false),
      ("alert!=Feature", true), ("alert=~Feature", false), ("alert=~Feature.*", true), ("alert!~Feature.*", false),
      ("region=apac,sex=f", true), ("region=apac,sex=m", false), ("region=~\"apac|eu\" , level!=yellow", true),
      ("absent=", true), ("absent=\"\"", true), ("absent!=x", true), ("absent=~.*", true), ("absent=~.+", false),
      ("segment=region=apac", false), ("segment=\"region=apac,sex=f\"", true),
      ("quote=\"say \\\"a\\\\b\\\", twice\"", true), ("  team  =  risk  ", true), ("team=risk,", true),
    ])
  func matching(text: String, expected: Bool) throws {
    let matchers = try LabelMatchers(parsing: text)
    #expect(matchers.matches(labels) == expected)
    // What is written can be read again.
    #expect(try LabelMatchers(parsing: matchers.text) == matchers)
  }

  @Test(
    "What is no list of matchers is refused, with the reason",
    arguments: [
      ("", "does not begin with a label's name"), (",", "does not begin"), ("=x", "does not begin"),
      ("alert", "has to be =, !=, =~ or !~"), ("alert ! x", "has to be"), ("alert=\"x", "no closing quote"),
      ("alert=\"x\\", "no closing quote"), ("alert=\"x\" team=y", "a comma stands between"),
      ("alert=x,,team=y", "does not begin"), ("alert=~(", "not a regular expression"),
      ("\"alert\"=x", "does not begin"),
    ])
  func refused(text: String, reason: String) {
    do {
      let matchers = try LabelMatchers(parsing: text)
      Issue.record("read as \(matchers.text)")
    } catch {
      #expect(error.description.contains(reason), "\(error)")
    }
  }

  @Test(
    "Any value can be written and read back",
    arguments: ["\u{301}v", "\"\u{301}", "a\r\nb", "\\", "", " x ", "e\u{301}\""])
  func values(value: String) throws {
    for matcher in [try LabelMatcher("version", .equal, value), try LabelMatcher("version", .notEqual, value)] {
      let read = try LabelMatchers(parsing: LabelMatchers([matcher]).text)
      #expect(read.list.map { Array($0.value.unicodeScalars) } == [Array(value.unicodeScalars)])
    }
  }

  @Test("No matchers fit everything")
  func none() {
    #expect(LabelMatchers([]).matches(labels) && LabelMatchers([]).text == "")
  }
}
