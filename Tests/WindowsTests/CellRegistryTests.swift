import Records
import Testing

@testable import Windows

@Suite("Cells and strata")
struct CellRegistryTests {
  private static func registry() -> CellRegistry {
    CellRegistry(
      plan: CellPlan(segments: [[], [0], [0, 1]], fairness: [[0]], minSamples: 5, minCoverage: 0.5, alpha: 0.001),
      dimensionNames: ["region", "channel"])
  }

  @Test("A dimension has at most 256 values of its own, the first to be counted")
  func values() {
    var registry = Self.registry()
    let first = registry.stratum(["v1", "r0", "web"])
    for number in 1..<300 { _ = registry.stratum(["v1", "r\(number)", "web"]) }
    #expect(registry.cells.count { $0.segment == 1 } == 257)
    let named = Set(registry.cells.map(\.name))
    #expect(named.contains("region=r255") && named.contains("region=(other)"))
    #expect(!named.contains("region=r256"))
    #expect(registry.stratum(["v1", "r0", "web"]) == first)
    #expect(registry.stratum(["v1", "r299", "web"]) == registry.stratum(["v1", "r256", "web"]))
    // A value that is missing or long takes no place, and the other dimension has places of its own.
    let strata = registry.textsOfStratum.count
    _ = registry.stratum(["v1", "(none)", "web"])
    _ = registry.stratum(["v1", "r0", "app"])
    #expect(registry.textsOfStratum.suffix(2) == [["v1", "(none)", "web"], ["v1", "r0", "app"]])
    #expect(registry.textsOfStratum.count == strata + 2)
  }

  @Test("It can be told which dimensions have values that are not told apart")
  func folded() {
    var registry = Self.registry()
    for number in 0..<256 { _ = registry.stratum(["v1", "r\(number)", number == 9 ? "(none)" : "web"]) }
    #expect(registry.foldedValues.isEmpty)
    _ = registry.stratum(["v1", "r256", "(none)"])
    let region = FoldedValues(dimension: "region", kept: 256, isFull: true, name: "(other)")
    #expect(registry.foldedValues == [region])
    // Too long for a value of its own.
    _ = registry.stratum(["v1", "r0", "(other)"])
    for number in 2...1001 { _ = registry.stratum(["v\(number)", "r0", "web"]) }
    #expect(
      registry.foldedValues == [
        FoldedValues(dimension: nil, kept: 1000, isFull: true, name: "(other)"), region,
        FoldedValues(dimension: "channel", kept: 1, isFull: false, name: "(other)"),
      ])
  }

  @Test("At most 1,000 versions are read apart")
  func versions() {
    var registry = Self.registry()
    for number in 0..<1200 { _ = registry.stratum(["v\(number)", "r", "web"]) }
    #expect(registry.versions.count == 1001)
    #expect(registry.versions.last == "(other)")
  }

  @Test("The limits hold the same after the registry was read back")
  func restart() {
    var registry = Self.registry()
    for number in 0..<250 { _ = registry.stratum(["v1", "r\(number)", "c\(number % 7)"]) }
    var restored = Self.registry()
    for texts in registry.textsOfStratum { _ = restored.stratum(texts) }
    for number in (200..<280).reversed() {
      let texts = ["v\(number % 3)", "r\(number)", "c\(number)"]
      #expect(registry.stratum(texts) == restored.stratum(texts))
    }
    #expect(registry.textsOfStratum == restored.textsOfStratum)
    #expect(registry.cells == restored.cells && registry.parts == restored.parts)
    // And once more from a full one.
    var again = Self.registry()
    for texts in registry.textsOfStratum { _ = again.stratum(texts) }
    #expect(again.stratum(["v1", "new", "c1"]) == registry.stratum(["v1", "new", "c1"]))
    #expect(again.textsOfStratum == registry.textsOfStratum)
  }

  @Test("What is known of a decoder's numbers is kept for those that take turns, and found anew for the others")
  func numbers() {
    var registry = Self.registry()
    let tables = (0..<40).map { number in
      CombinationTable(texts: [["v1", "r\(number)", "web"], ["v1", "r\(number + 1)", "web"]])
    }
    for table in tables {
      var strata = registry.strata(of: table)
      #expect(strata == [CellRegistry.unknownStratum, CellRegistry.unknownStratum])
      strata[0] = registry.stratum(table.texts[0])
      registry.remember(strata, of: table)
    }
    for (number, table) in tables.enumerated().reversed().prefix(32) {
      #expect(registry.strata(of: table) == [UInt32(number), CellRegistry.unknownStratum])
    }
    for table in tables.prefix(8) { #expect(registry.strata(of: table)[0] == CellRegistry.unknownStratum) }
  }
}
