import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files that the patterns match at one moment, each once however many names it has.
struct FileListing {
  struct Entry {
    var kind: LogKind
    /// In order of the patterns, then of name.
    var paths: [String]
    var status: FileStatus
  }

  private(set) var entries: [FileIdentity: Entry] = [:]
  /// In the order in which they were found.
  private(set) var order: [FileIdentity] = []
  private(set) var troubles: [IngestError] = []

  /// Predictions come first: a file that is asked for as both is read as predictions.
  ///
  /// - Parameter clock: the file system's, from before the listing.
  init(_ inputs: [Tailer.Input], clock: Int64) {
    for kind in [LogKind.predictions, .labels] {
      for input in inputs where input.kind == kind && input.pattern != "-" {
        let pattern = FilePattern(input.pattern)
        for path in pattern.matches() { add(path, input, isLiteral: pattern.isLiteral, clock: clock) }
      }
    }
  }

  private mutating func add(_ path: String, _ input: Tailer.Input, isLiteral: Bool, clock: Int64) {
    guard let status = FileStatus(path: path) else {
      // What a pattern has just matched was taken away in between; it is no error.
      if isLiteral || errno != ENOENT { troubles.append(.system(errno, path: path)) }
      return
    }
    let identity = status.identity
    guard var entry = entries[identity] else {
      order.append(identity)
      entries[identity] = Entry(kind: input.kind, paths: [path], status: status.settled(at: clock))
      return
    }
    if entry.kind != input.kind {
      troubles.append(
        IngestError(
          .twoKinds, path: path,
          detail: "is matched as predictions and as labels; it is read as predictions only, so narrow a pattern"))
    } else if !entry.paths.contains(path) {
      entry.paths.append(path)
      entries[identity] = entry
    }
  }

  subscript(identity: FileIdentity) -> Entry? { entries[identity] }

  /// The names of the files in a directory, by identity; `nil` if it cannot be read. Cost: a look at every file there.
  static func names(in directory: String) -> [FileIdentity: String]? {
    guard let handle = opendir(directory.isEmpty ? "." : directory) else { return nil }
    defer { closedir(handle) }
    var names: [String] = []
    while let item = readdir(handle) {
      let name = withUnsafeBytes(of: &item.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    var result: [FileIdentity: String] = [:]
    for name in names.sorted() {
      let path = directory.isEmpty ? name : directory + "/" + name
      guard let status = FileStatus(path: path), status.type == .regular else { continue }
      if result[status.identity] == nil { result[status.identity] = path }
    }
    return result
  }

  /// What stands before the last slash of a path.
  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Where a path really leads; `nil` if nowhere, or if that is the path itself.
  static func target(of path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    let target = String(cString: resolved)
    return target == path ? nil : target
  }
}
