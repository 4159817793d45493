import Windows

/// `cost`: what errors cost, and how much recall counts in F-beta.
struct CostSection {
  private(set) var costs: ErrorCosts?
  private(set) var beta: Double?

  private static let example = "{false_positive: 1, false_negative: 5, beta: 2}"
  private static let largest = 1e12

  init(_ root: YAMLMapping, task: TaskSection) {
    let value = root.value("cost")
    guard task.allows(value, for: [.binary], because: "it is about the two errors that a binary model can make"),
      let value, let mapping = value.mapping(keys: ["false_positive", "false_negative", "beta"], example: Self.example)
    else { return }
    if mapping.entries.isEmpty {
      value.error("'cost' sets nothing", remedy: "for example \(Self.example)")
    }
    let (falsePositive, falseNegative) = (mapping.value("false_positive"), mapping.value("false_negative"))
    if falsePositive != nil || falseNegative != nil {
      // The one that is left out is the unit.
      func cost(_ value: YAMLValue?) -> Double { value.map { $0.double(in: 0...Self.largest, example: "5") ?? 1 } ?? 1 }
      let costs = ErrorCosts(falsePositive: cost(falsePositive), falseNegative: cost(falseNegative))
      if costs.falsePositive == 0, costs.falseNegative == 0 {
        value.error("'cost' says that no error costs anything", remedy: "for example \(Self.example)")
      }
      self.costs = costs
    }
    if let given = mapping.value("beta"), let number = given.double(in: 0...1000, example: "2") {
      if number > 0 { beta = number } else { given.error("'cost.beta' must be above 0", remedy: "for example beta: 2") }
    }
  }
}
