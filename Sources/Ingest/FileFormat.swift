/// How the content of a log is stored.
enum FileFormat: Equatable {
  case plain
  case gzip
  case zstd
  /// A named pipe or standard input: no place to go back to.
  case stream

  /// By the end of the name.
  init(path: String) {
    self = path.hasSuffix(".gz") ? .gzip : path.hasSuffix(".zst") ? .zstd : .plain
  }

  var isArchive: Bool { self == .gzip || self == .zstd }

  /// The content from its beginning, or of a stream from now on.
  func content(of file: FileStream) throws(IngestError) -> any ByteStream {
    if self != .stream { try file.seek(to: 0) }
    switch self {
    case .plain, .stream: return file
    case .gzip: return try GzipStream(file)
    case .zstd: return try ZstdStream(file)
    }
  }
}
