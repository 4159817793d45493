import Notation
import Readings
import Testing

@testable import Dashboard

@Suite("Golden screens of the performance view")
struct PerformanceGoldenTests {
  @Test("The middle of the incident: the worst figure first, and over time")
  func incident() throws {
    try GoldenScreens.expect(
      PerformanceSample.state(PerformanceSample.snapshot(SampleSnapshot(situation: .incident))), "performance-incident")
  }

  @Test("Nothing is wrong; the cursor stands in the past")
  func healthy() throws {
    var state = PerformanceSample.state(
      PerformanceSample.snapshot(SampleSnapshot(situation: .healthy, mode: .live)))
    _ = state.update(.key(.character("2")))
    state.historyCursor = 100
    try GoldenScreens.expect(state, "performance-healthy")
  }

  @Test("Several classes have confusions in place of a reliability diagram")
  func multiclass() throws {
    var sample = SampleSnapshot(situation: .incident)
    sample.task = .multiclass
    var state = PerformanceSample.state(PerformanceSample.snapshot(sample))
    _ = state.update(.key(.character("3")))
    try GoldenScreens.expect(state, "performance-multiclass")
  }

  @Test("A regression shows its errors")
  func regression() throws {
    var state = PerformanceSample.state(PerformanceSample.regression())
    _ = state.update(.key(.character("3")))
    try GoldenScreens.expect(state, "performance-regression")
  }

  @Test("Without labels the view says so, and shows what is estimated")
  func unlabelled() throws {
    var state = PerformanceSample.state(PerformanceSample.unlabelled())
    _ = state.update(.key(.character("4")))
    try GoldenScreens.expect(state, "performance-unlabelled")
  }

  @Test("The reliability diagram fills the screen")
  func reliability() throws {
    var state = PerformanceSample.state(PerformanceSample.snapshot(SampleSnapshot(situation: .incident)))
    for key in [Key.character("3"), .character("z")] { _ = state.update(.key(key)) }
    try GoldenScreens.expect(state, "performance-reliability")
  }

  @Test("How labels come in")
  func labels() throws {
    var state = PerformanceSample.state(PerformanceSample.snapshot(SampleSnapshot(situation: .incident)))
    _ = state.update(.key(.character("4")))
    try GoldenScreens.expect(state, "performance-labels")
  }

  @Test("Long and wide names")
  func longNames() throws {
    var sample = SampleSnapshot(situation: .incident)
    sample.useLongNames()
    var state = PerformanceSample.state(PerformanceSample.snapshot(sample))
    for _ in 0..<3 { _ = state.update(.key(.character("}"))) }
    try GoldenScreens.expect(state, "performance-long-names")
  }
}
