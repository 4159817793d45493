/// A view as a file.
package struct ViewExport: Equatable, Sendable {
  /// As the user typed it; relative to where the dashboard was started.
  package var path: String
  package var contents: String

  package init(path: String, contents: String) {
    self.path = path
    self.contents = contents
  }
}
