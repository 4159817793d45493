/// What stands at a place of the screen, for the mouse. Whoever draws a thing that can be clicked marks it with
/// ``Renderer/mark(_:_:)``; what is marked later lies on top.
enum HitTarget: Equatable, Sendable {
  case pane(Pane)
  /// A pane's title among those that share its place.
  case tab(Pane)
  /// A row of the pane's list, by its index in the whole list.
  case row(Pane, Int)
  /// A cell of the heat-map: indices into ``DashboardState/featureOrder`` and ``DashboardState/segmentOrder``.
  case heatCell(feature: Int, segment: Int)
  /// A step of the way in the header, by its index in ``DashboardState/visits``.
  case crumb(Int)
  /// A key of the footer.
  case key(Key)
  /// A part of the dialog, by its number.
  case dialogPart(Int)
  /// One of the dialog's actions to choose from.
  case choice(Int)
  /// The dialog, where nothing in it is hit.
  case dialog
  /// What a dialog covers: it has to be answered first.
  case outside
}

/// A place and what stands there.
struct HitArea: Equatable, Sendable {
  var area: Rectangle
  var target: HitTarget
}

extension Renderer {
  /// Notes what a click into an area means.
  mutating func mark(_ area: Rectangle, _ target: HitTarget) {
    if marksHits { hits.append(HitArea(area: area, target: target)) }
  }
}
