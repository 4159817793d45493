import Statistics
import Testing

@Suite("Onset of a change")
struct ChangeOnsetTests {
  @Test("the onset is where the sum of what follows is greatest")
  func sums() throws {
    let onset = try #require(ChangeOnset(sums: [3, 5, 6, 9, 4]))
    #expect(onset.index == 3)
    // Within ln 40 = 3.689 of 9: 6, 9; 5 and 4 are not.
    #expect(onset.earliest == 2)
    #expect(onset.latest == 3)
  }

  @Test("without a suffix that speaks for a change there is no onset")
  func none() {
    #expect(ChangeOnset(sums: []) == nil)
    #expect(ChangeOnset(sums: [-1, 0, -1]) == nil)
    #expect(ChangeOnset(sums: [0, 0]) == nil)
    var search = ChangeSearch(reference: [10, 10])
    #expect(search.onset() == nil)
    search.add([0, 0])
    #expect(search.onset() == nil)
    #expect(ChangeSearch(reference: []).onset() == nil)
  }

  @Test("panes without rows after the change are not taken for its beginning")
  func emptyPanes() throws {
    var search = ChangeSearch(reference: [500, 500])
    for pane in [[50, 50], [50, 50], [0, 0], [90, 10], [90, 10]] as [[Int64]] { search.add(pane) }
    let onset = try #require(search.onset())
    #expect(onset.index == 3)
    #expect(onset.latest == 3)
    #expect(onset.earliest == 2)
  }

  @Test("what was always different from the reference has not changed by that")
  func former() throws {
    // The reference has no failures; the log has always had one in a hundred, and since the last three panes one in five.
    var search = ChangeSearch(reference: [0, 10_000])
    for _ in 0..<40 { search.add([1, 99]) }
    for _ in 0..<3 { search.add([20, 80]) }
    #expect(search.onset()?.index == 0)
    let onset = try #require(search.onset(recent: 6))
    #expect((onset.earliest, onset.index, onset.latest) == (40, 40, 40))
    // Too few panes to stand for what was before.
    #expect(search.onset(recent: 30)?.index == 0)
    let panes = [(count: Int64, sum: Double)](repeating: (100, 20), count: 40) + [(100, 90), (100, 95)]
    #expect(ChangeOnset.ofMean(panes, mean: 0, variance: 1)?.index == 0)
    #expect(ChangeOnset.ofMean(panes, mean: 0, variance: 1, recent: 4)?.index == 40)
  }

  @Test("more rows in a stratum are no change")
  func strata() {
    var search = ChangeSearch(reference: [800, 200, 500, 500], strata: [2, 2])
    for pane in [[80, 20, 50, 50], [80, 20, 50, 50], [800, 200, 5, 5], [800, 200, 5, 5]] as [[Int64]] {
      search.add(pane)
    }
    #expect(search.onset() == nil)
    var joint = ChangeSearch(reference: [800, 200, 500, 500])
    for pane in [[80, 20, 50, 50], [80, 20, 50, 50], [800, 200, 5, 5], [800, 200, 5, 5]] as [[Int64]] {
      joint.add(pane)
    }
    #expect(joint.onset()?.index == 2)
  }

  @Test("the interval covers the onset, and is short where the change is clear", arguments: [0.15, 0.2, 0.4])
  func coverage(shift: Double) {
    let seed: UInt64 = 0x0B5E7
    var random = SplitMix64(seed: seed)
    var covered = 0
    var width = 0
    var found = 0
    let rounds = 400
    for _ in 0..<rounds {
      let change = 10 + Int(random.uniform() * 60)
      var search = ChangeSearch(reference: [Int64](repeating: 2000, count: 10))
      for pane in 0..<(change + 12) {
        var counts = [Int64](repeating: 0, count: 10)
        for _ in 0..<80 {
          // After the change a share of the rows moves to the upper half.
          let upper = pane >= change && random.uniform() < shift
          counts[upper ? 5 + Int(random.uniform() * 5) : Int(random.uniform() * 10)] += 1
        }
        search.add(counts)
      }
      guard let onset = search.onset() else { continue }
      found += 1
      if (onset.earliest...onset.latest).contains(change) { covered += 1 }
      width += onset.latest - onset.earliest + 1
    }
    #expect(found * 20 >= rounds * 19, "seed \(seed)")
    #expect(Double(covered) >= 0.93 * Double(found), "seed \(seed): \(covered) of \(found)")
    if shift == 0.4 { #expect(Double(width) < 4 * Double(found), "seed \(seed): \(width) panes in \(found)") }
  }

  @Test("the onset of a changed mean")
  func mean() throws {
    let panes: [(count: Int64, sum: Double)] = [(50, 10), (50, -12), (50, 4), (50, 30), (50, 28), (0, 0), (50, 33)]
    let onset = try #require(ChangeOnset.ofMean(panes, mean: 0, variance: 1))
    #expect(onset.index == 3)
    #expect((onset.earliest, onset.latest) == (3, 3))
    #expect(ChangeOnset.ofMean([(50, 1), (50, -1)], mean: 0, variance: 1) == nil)
    #expect(ChangeOnset.ofMean(panes, mean: 0, variance: 0) == nil)
    #expect(ChangeOnset.ofMean([], mean: 0, variance: 1) == nil)
  }
}
