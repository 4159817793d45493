/// What has to be stored so that the windows can go on after a restart as if there had been none: whatever has changed
/// since the last checkpoint, and from where on older parts are still needed.
package struct WindowsCheckpoint: Sendable {
  /// A part of the state under its number.
  package struct Part: Sendable {
    package var number: Int
    package var bytes: [UInt8]

    package init(number: Int, bytes: [UInt8]) {
      self.number = number
      self.bytes = bytes
    }
  }

  /// All that is small, whole each time.
  package var core: [UInt8]
  /// Changed panes; those before `firstTraffic` are no longer needed. Likewise below.
  package var traffic: [Part]
  package var firstTraffic: Int
  package var labels: [Part]
  package var firstLabels: Int
  /// Changed chunks of pending predictions.
  package var pending: [Part]
  package var firstPending: Int
}
