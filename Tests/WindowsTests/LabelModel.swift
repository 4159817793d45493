import Records

@testable import Windows

/// The join of labels as it is defined: dictionaries, and every prediction kept for ever.
struct LabelModel {
  struct Prediction {
    var pane: Int
    var arrival: Int
    var isPositive: Bool
    var truth: Bool?
    var isWaiting = true
  }

  struct Known {
    var id: Int
    var time: Int64
    var known: Int
    var isPositive: Bool
  }

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

  mutating func predict(_ id: Int, pane: Int, arrival: Int, isPositive: Bool) {
    if let index = held(id), predictions[index].prediction.pane >= arrival - horizon {
      counts.duplicatePredictions += 1
      return
    }
    if let index = held(id), predictions[index].prediction.isWaiting { give(up: index) }
    newest[id] = predictions.count
    predictions.append((id, Prediction(pane: pane, arrival: arrival, isPositive: isPositive)))
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

  mutating func scheduleUntimed(_ id: Int, isPositive: Bool, nextPane: Int) {
    var label = Known(id: id, time: .min, known: .max, isPositive: isPositive)
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
    } else if prediction.truth == label.isPositive {
      counts.duplicateLabels += 1
    } else {
      if prediction.truth == nil { counts.joined += 1 } else { counts.revisedLabels += 1 }
      predictions[index].prediction.truth = label.isPositive
      predictions[index].prediction.isWaiting = false
    }
  }

  private mutating func wait(_ label: Known) {
    if let known = early[label.id] {
      if known.isPositive == label.isPositive { counts.duplicateLabels += 1 } else { counts.revisedLabels += 1 }
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

  /// Labels per pane, in order: all, and those that say what was served.
  var panes: [Int: [Int]] {
    var panes: [Int: [Int]] = [:]
    for (_, prediction) in predictions {
      guard let truth = prediction.truth else { continue }
      var counts = panes[prediction.pane] ?? [0, 0]
      counts[0] += 1
      if truth == prediction.isPositive { counts[1] += 1 }
      panes[prediction.pane] = counts
    }
    return panes
  }
}
