import Readings

/// Numbers for series, so that a connection names each of them once.
///
/// It only grows; whoever has the first `n` entries can be sent the rest. Look-ups cost O(1).
package struct SeriesTable: Sendable {
  package private(set) var keys: [SeriesKey] = []
  private var numbers: [SeriesKey: Int] = [:]

  package init() {}

  mutating func number(of key: SeriesKey) -> Int {
    if let number = numbers[key] { return number }
    numbers[key] = keys.count
    keys.append(key)
    return keys.count - 1
  }
}

extension SeriesKey: FeedValue {
  /// As its number in the table, which travels ahead of the body.
  package func write(to writer: inout FeedWriter) { writer.series(self) }

  package init(from reader: inout FeedReader) throws(FeedError) { self = try reader.series() }

  /// In full, as the table itself travels.
  func writeNames(to writer: inout FeedWriter) {
    writer.name(metric)
    writer.text(version)
    writer.text(segment)
    feature.write(to: &writer)
    writer.text(window)
  }

  init(namesFrom reader: inout FeedReader) throws(FeedError) {
    let metric = try reader.name(Metric.self)
    let version = try reader.text()
    let segment = try reader.text()
    let feature = try String?(from: &reader)
    self.init(metric: metric, version: version, segment: segment, feature: feature, window: try reader.text())
  }
}
