import Records

@testable import Windows

/// The join of labels as it is defined: dictionaries, and every prediction kept for ever.
struct LabelModel {
  struct Prediction {
    var time: Int64
    var pane: Int
    var arrival: Int
    var served: LabelFixture.Served
    var truth: LabelFixture.Truth?
    /// Of its first label.
    var lag: Int64 = -1
    var isWaiting = true
  }

  struct Known {
    var id: Int
    var time: Int64
    var known: Int
    var truth: LabelFixture.Truth
  }

  /// Divisible by 512, so that every time that is kept is a whole number.
  static let paneLength: Int64 = 512 * 100_000

  let maxPending: Int
  let horizon: Int
  /// In order of arrival; of one id the last counts.
  var predictions: [(id: Int, prediction: Prediction)] = []
  var newest: [Int: Int] = [:]
  var firstHeld = 0
  var scheduled: [Int: [Known]] = [:]
  var early: [Int: Known] = [:]
  var counts = JoinCounts()

  private func held(_ id: Int) -> Int? { newest[id].flatMap { $0 >= firstHeld ? $0 : nil } }

  mutating func predict(_ id: Int, time: Int64, pane: Int, arrival: Int, served: LabelFixture.Served) {
    if let index = held(id), predictions[index].prediction.pane >= arrival - horizon {
      counts.duplicatePredictions += 1
      return
    }
    if let index = held(id), predictions[index].prediction.isWaiting { give(up: index) }
    newest[id] = predictions.count
    predictions.append((id, Prediction(time: time, pane: pane, arrival: arrival, served: served)))
    if var label = early[id], label.known >= arrival - horizon {
      early[id] = nil
      label.known = min(label.known, arrival)
      scheduled[arrival, default: []].append(label)
    }
    while predictions.count - firstHeld > maxPending {
      if predictions[firstHeld].prediction.isWaiting { give(up: firstHeld) }
      firstHeld += 1
    }
  }

  private mutating func give(up index: Int) {
    predictions[index].prediction.isWaiting = false
    counts.expiredPredictions += 1
  }

  mutating func schedule(_ label: Known) { scheduled[label.known, default: []].append(label) }

  mutating func scheduleUntimed(_ id: Int, truth: LabelFixture.Truth, nextPane: Int) {
    var label = Known(id: id, time: .min, known: .max, truth: truth)
    guard let index = held(id) else {
      wait(label)
      return
    }
    label.known = max(predictions[index].prediction.arrival, nextPane)
    schedule(label)
  }

  mutating func apply(through pane: Int) {
    for due in scheduled.keys.filter({ $0 <= pane }).sorted() {
      for label in (scheduled.removeValue(forKey: due) ?? []).sorted(by: { ($0.known, $0.time) < ($1.known, $1.time) })
      {
        apply(label, closing: pane)
      }
    }
  }

  private mutating func apply(_ label: Known, closing pane: Int) {
    guard let index = held(label.id), predictions[index].prediction.pane >= label.known - horizon else {
      wait(label)
      return
    }
    let prediction = predictions[index].prediction
    if prediction.arrival > pane {
      if label.known >= prediction.arrival - horizon {
        scheduled[prediction.arrival, default: []].append(label)
      } else {
        wait(label)
      }
    } else if prediction.truth == label.truth {
      counts.duplicateLabels += 1
    } else {
      if prediction.truth == nil {
        counts.joined += 1
        predictions[index].prediction.lag = Self.lag(from: prediction, to: label)
      } else {
        counts.revisedLabels += 1
      }
      predictions[index].prediction.truth = label.truth
      predictions[index].prediction.isWaiting = false
    }
  }

  /// By the middle of the 256th of its pane in which the prediction was made.
  private static func lag(from prediction: Prediction, to label: Known) -> Int64 {
    guard label.time != .min else { return -1 }
    let slice = paneLength / 256
    let made = prediction.time / slice * slice + slice / 2
    return max(0, label.time - made) / 1000
  }

  private mutating func wait(_ label: Known) {
    var label = label
    if let known = early[label.id] {
      label.time = known.time
      if known.truth == label.truth { counts.duplicateLabels += 1 } else { counts.revisedLabels += 1 }
    } else if early.count >= maxPending {
      counts.expiredLabels += 1
      return
    }
    early[label.id] = label
  }

  mutating func expire(before pane: Int) {
    for index in predictions.indices where predictions[index].prediction.isWaiting {
      if predictions[index].prediction.pane < pane { give(up: index) }
    }
    while firstHeld < predictions.count, predictions[firstHeld].prediction.pane < pane { firstHeld += 1 }
    for (id, label) in early where label.known < pane {
      early[id] = nil
      counts.expiredLabels += 1
    }
  }

  var waitingCount: Int { predictions.count { $0.prediction.isWaiting } }

  /// The label counts of every pane and stratum that has labels, without zeros; strata are numbered by id.
  func panes(_ counter: LabelCounter, strata: Int) -> [Int: [Int: Int64]] {
    var panes: [Int: [Int: Int64]] = [:]
    for (id, prediction) in predictions {
      guard let truth = prediction.truth else { continue }
      let row = LabelledPrediction(
        served: prediction.served.served, score: prediction.served.score,
        override: prediction.served.override, outcome: truth.outcome, lag: prediction.lag)
      let key = prediction.pane * strata + id % strata
      var counts = panes.removeValue(forKey: key) ?? [:]
      counter.count(row, classScores: prediction.served.classScores.span, kpis: truth.kpis.span, sign: 1) {
        counts[$0, default: 0] += $1
      }
      panes[key] = counts
    }
    return panes.mapValues { $0.filter { $0.value != 0 } }
  }
}
