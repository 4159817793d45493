import Readings

extension Limits {
  /// Where a level begins: `>.20`, `<.87`; for a band with two sides `±.25` about 0, else `<.36 >.44`. Empty without a
  /// threshold for the level.
  func text(_ level: Level, of metric: Metric, glyphs: Glyphs) -> String {
    guard let upper = limit(level, near: nil) else { return "" }
    func figure(_ value: Double) -> String { Figure.value(value, of: metric) }
    switch direction {
    case .higherIsWorse: return ">" + figure(upper)
    case .lowerIsWorse: return "<" + figure(upper)
    case .eitherWay:
      guard center != 0 else { return glyphs.plusMinus + String(figure(abs(upper)).drop { $0 == "+" }) }
      let lower = level == .red ? lowerRed : lowerYellow
      // Two figures in the room of one.
      func short(_ value: Double) -> String { Figure.value(value, of: metric, width: 4) }
      return (lower.map { "<\(short($0)) " } ?? "") + ">\(short(upper))"
    }
  }
}
