import Notation

/// The past of one series: a point per evaluation, equally spaced by the pane, oldest first.
package struct History: Equatable, Sendable {
  /// What a reading of the past leaves behind: 32 bytes.
  package struct Point: Equatable, Sendable {
    package var time: Instant
    /// Not a number stands for a missing value, so that a point has no room for a flag.
    private var figure: Double
    private var lower: Float
    private var upper: Float
    package var level: Level
    /// False while labels can still change it.
    package var isFinal: Bool

    package init(
      time: Instant, value: Double?, level: Level, low: Double? = nil, high: Double? = nil, isFinal: Bool = true
    ) {
      self.time = time
      figure = value ?? .nan
      lower = low.map { Float($0) } ?? .nan
      upper = high.map { Float($0) } ?? .nan
      self.level = level
      self.isFinal = isFinal
    }

    /// `nil` where there was no figure, or none that is a number.
    package var value: Double? {
      get { figure.isNaN ? nil : figure }
      set { figure = newValue ?? .nan }
    }

    /// Lower end of the 95 % interval, to seven digits.
    package var low: Double? { lower.isNaN ? nil : Double(lower) }

    /// Upper end of the 95 % interval, to seven digits.
    package var high: Double? { upper.isNaN ? nil : Double(upper) }

    package static func == (a: Point, b: Point) -> Bool {
      a.time == b.time && a.level == b.level && a.isFinal == b.isFinal && a.value == b.value && a.low == b.low
        && a.high == b.high
    }
  }

  package var points: [Point]
  package var firstYellow: Instant?
  package var firstRed: Instant?

  package init(points: [Point] = [], firstYellow: Instant? = nil, firstRed: Instant? = nil) {
    self.points = points
    self.firstYellow = firstYellow
    self.firstRed = firstRed
  }
}
