import Testing

@testable import Configuration

@Suite("Segment patterns")
struct SegmentPatternTests {
  @Test(
    "a pattern is held against every cell there could be",
    arguments: [
      ("all", "all", true), ("*", "all", true), ("a?l", "all", true), ("al", "all", false), ("", "all", false),
      ("region=*", "region=*", true), ("region=apac", "region=*", true), ("region=Paris, FR", "region=*", true),
      ("reg*", "region=*", true), ("*=apac", "region=*", true), ("*apac*", "region=*", true), ("?*", "region=*", true),
      ("regoin=*", "region=*", false), ("region", "region=*", false),
      ("region=*,sex=*", "region=*,sex=*", true), ("region=*", "region=*,sex=*", true),
      ("region=eu,sex=f", "region=*,sex=*", true), ("*sex=f", "region=*,sex=*", true),
      ("sex=*,region=*", "region=*,sex=*", false), ("sex=*,region=*", "sex=*", false),
      ("region=eu", "region=*,sex=*", false),
    ])
  func patterns(pattern: String, kind: String, expected: Bool) {
    #expect(matchesSomeCell(pattern, of: kind) == expected)
  }
}
