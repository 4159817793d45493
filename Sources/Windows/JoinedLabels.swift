/// A label that came into effect for its prediction, or one that was taken back.
struct JoinedLabel {
  /// As the prediction has it.
  let scoreField: Double
  /// Milliseconds from the prediction to its label; −1 if that is not known or not to be counted.
  let lag: Int64
  private let shortPane: Int32
  private let stratumAndFlags: UInt32
  /// Which of the payloads is its own.
  fileprivate let number: Int32

  fileprivate init(_ prediction: PendingPrediction, isPositive: Bool, isTakenBack: Bool, lag: Int64, number: Int) {
    scoreField = prediction.scoreField
    self.lag = lag
    shortPane = Int32(clamping: prediction.pane)
    stratumAndFlags =
      prediction.stratum << 3 | (prediction.servedPositive ? 4 : 0) | (isPositive ? 2 : 0) | (isTakenBack ? 1 : 0)
    self.number = Int32(truncatingIfNeeded: number)
  }

  /// The prediction's.
  var pane: Int { Int(shortPane) }
  var stratum: Int { Int(stratumAndFlags >> 3) }
  var servedPositive: Bool { stratumAndFlags & 4 != 0 }
  var isPositive: Bool { stratumAndFlags & 2 != 0 }
  var sign: Int64 { stratumAndFlags & 1 == 0 ? 1 : -1 }
}

/// What the labels of a moment bring about, with the payloads of the predictions as they were or are by then.
struct JoinedLabels {
  /// Values in a payload.
  let width: Int
  private(set) var labels: [JoinedLabel] = []
  private var payloads: [Double] = []
  /// Kept for its memory.
  private var other: [JoinedLabel] = []

  init(width: Int) {
    self.width = width
  }

  var isEmpty: Bool { labels.isEmpty }

  /// - Parameters:
  ///   - payload: of `width` values.
  ///   - lag: of a label that is the prediction's first; that one's lag stands when it is revised.
  @inline(__always)
  mutating func append(
    _ prediction: PendingPrediction, isPositive: Bool, isTakenBack: Bool, lag: Int64,
    payload: UnsafeMutableBufferPointer<Double>
  ) {
    let label = JoinedLabel(
      prediction, isPositive: isPositive, isTakenBack: isTakenBack, lag: lag, number: labels.count)
    labels.append(label)
    if width > 0 { payloads.append(contentsOf: payload) }
  }

  /// Hands over labels one by one, each with its payload.
  @inline(__always)
  func forEach(in range: Range<Int>, _ body: (JoinedLabel, Span<Double>) -> Void) {
    let (labels, payloads) = (labels.span, payloads.span)
    for index in range {
      let label = labels[index]
      let start = Int(label.number) * width
      body(label, payloads.extracting(start..<start + width))
    }
  }

  /// The labels, pane by pane.
  func forEachPane(_ body: (_ pane: Int, Range<Int>) -> Void) {
    var start = 0
    while start < labels.count {
      let pane = labels[start].pane
      var end = start
      while end < labels.count, labels[end].pane == pane { end += 1 }
      body(pane, start..<end)
      start = end
    }
  }

  mutating func removeAll() {
    labels.removeAll(keepingCapacity: true)
    payloads.removeAll(keepingCapacity: true)
  }

  /// Brings labels of one pane together. Cost: linear, unless there are few of them in a wide range of panes.
  mutating func sortByPane() {
    guard var first = labels.first?.pane else { return }
    var last = first
    for label in labels {
      first = min(first, label.pane)
      last = max(last, label.pane)
    }
    guard first < last else { return }
    guard last - first < 8 * labels.count + 256 else {
      labels.sort { ($0.pane, $0.number) < ($1.pane, $1.number) }
      return
    }
    var starts = [Int](repeating: 0, count: last - first + 2)
    for label in labels { starts[label.pane - first + 1] += 1 }
    for pane in 1..<starts.count { starts[pane] += starts[pane - 1] }
    swap(&labels, &other)
    labels.removeAll(keepingCapacity: true)
    labels.append(contentsOf: other)
    for label in other {
      labels[starts[label.pane - first]] = label
      starts[label.pane - first] += 1
    }
  }
}
