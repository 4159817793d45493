/// While one kind of alert fires, another is not told: `{when: 'alert = "SchemaBroken"', mutes: 'alert = "FeatureDrift"',
/// equal: [model_version]}`.
package struct Inhibition: Equatable, Sendable {
  /// The alerts that mute.
  package var when: LabelMatchers
  /// The alerts that are muted.
  package var mutes: LabelMatchers
  /// Labels in which both have to agree.
  package var equal: [String]

  package init(when: LabelMatchers, mutes: LabelMatchers, equal: [String] = []) {
    self.when = when
    self.mutes = mutes
    self.equal = equal
  }
}
