import Notation

/// How much history the state keeps: what is older, and the oldest of what is more, is removed.
package struct StateRetention: Equatable, Sendable {
  package var keepAge: TimeSpan
  package var keepBytes: Int

  package init(keepAge: TimeSpan = .days(30), keepBytes: Int = 1 << 30) {
    self.keepAge = keepAge
    self.keepBytes = keepBytes
  }

  private static let ages = TimeSpan.hours(1)...TimeSpan.days(3650)
  private static let sizes = 1 << 20...1 << 40

  /// Reads `state`; what is wrong is reported and replaced by its default.
  init(_ section: YAMLValue?) {
    self.init()
    guard let mapping = section?.mapping(keys: ["keep", "keep_size"], example: "{keep: 30d, keep_size: 1GiB}") else {
      return
    }
    keepAge = mapping.value("keep")?.timeSpan(in: Self.ages, example: "30d") ?? keepAge
    keepBytes = mapping.value("keep_size")?.byteCount(in: Self.sizes, example: "1GiB") ?? keepBytes
  }
}
