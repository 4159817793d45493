import Notation
import Readings

/// Alerts that somebody holds at a level.
extension AlertBook {
  /// Takes over the overrides in force. Cost: next to nothing while they stay the same; else each alert is held against
  /// each of them.
  mutating func hold(_ people: PeopleBook, at clock: Instant) {
    if overrides.isEmpty, people.overrides.isEmpty { return }
    let active = people.overrides.filter { $0.isActive(at: clock) }
    guard active != overrides else { return }
    for pair in held.keys.sorted() { release(pair) }
    held = [:]
    overrides = active
    guard !active.isEmpty else { return }
    for pair in pairs.indices { hold(pair) }
  }

  /// What is within bounds keeps no figures, once nobody holds it there. Of anything else the figures are taken for
  /// those of no window, so that figures of labels are judged anew though nothing of them has changed.
  private mutating func release(_ pair: Int) {
    pairs[pair].isHeld = false
    var instance = instance(at: pair)
    if instance.state == .green {
      instance.figures = AlertFigures()
    } else {
      instance.figures.windowStart = nil
      instance.figures.windowEnd = nil
    }
    if instance != self.instance(at: pair) { put(instance, at: pair) }
  }

  /// Holds one alert by the overrides in force; of several the newest counts.
  mutating func hold(_ pair: Int) {
    let found = instance(at: pair)
    let labels = AlertLabels(found.identity, rule: rules[Int(pairs[pair].rule)], level: found.level)
    guard let override = overrides.last(where: { $0.matchers.matches(labels) }) else { return }
    held[pair] = override
    pairs[pair].isHeld = true
  }
}
