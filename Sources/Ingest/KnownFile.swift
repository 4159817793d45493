/// A file that is not under way: a position, as long as its last blocks are not counted together with the file.
struct KnownFile {
  private var stored: FilePosition
  private let file: TailedFile?

  init(_ position: FilePosition) {
    stored = position
    file = nil
  }

  init(_ file: TailedFile, isGone: Bool) {
    stored = file.position
    stored.isGone = isGone
    self.file = file
  }

  var position: FilePosition {
    guard let file else { return stored }
    var position = file.position
    position.isGone = stored.isGone
    return position
  }

  /// The file, if blocks of it have not been counted yet.
  var unsettled: TailedFile? { file?.hasOutstanding == true ? file : nil }

  func isOf(_ other: TailedFile?) -> Bool { file != nil && file === other }

  /// The last bytes that were counted, as many as are kept.
  var recent: RecentBytes? { file?.recentText }

  mutating func markGone() { stored.isGone = true }
}
