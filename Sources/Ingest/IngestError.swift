/// Why a file cannot be read (further). The text names the file and the remedy.
package struct IngestError: Error, Equatable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case missing
    case isDirectory = "is_directory"
    case noPermission = "no_permission"
    case damagedArchive = "damaged_archive"
    /// The same file is asked for as predictions and as labels.
    case twoKinds = "two_kinds"
    case io
  }

  package var code: Code
  package var path: String
  package var detail: String

  package init(_ code: Code, path: String, detail: String) {
    self.code = code
    self.path = path
    self.detail = detail
  }

  package var description: String { "\(path): \(detail)" }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension IngestError {
  static func damagedArchive(_ path: String, _ detail: String) -> IngestError {
    IngestError(.damagedArchive, path: path, detail: detail)
  }

  /// The file is not what it was when it was last looked at. The next look finds out what it is now.
  static func changed(_ path: String) -> IngestError {
    IngestError(.io, path: path, detail: "was replaced while it was being read; it is looked at anew")
  }

  static func cutArchive(_ path: String) -> IngestError {
    damagedArchive(path, "ends in the middle of its data; copy it again")
  }

  /// The error of the last system call on `path`.
  static func system(_ number: Int32, path: String) -> IngestError {
    switch number {
    case ENOENT, ENOTDIR: IngestError(.missing, path: path, detail: "no such file; check the path and the pattern")
    case EISDIR:
      IngestError(.isDirectory, path: path, detail: "is a directory; name the files in it, as in \(path)/*.jsonl")
    case EACCES, EPERM: IngestError(.noPermission, path: path, detail: "no permission to read; check owner and mode")
    default: IngestError(.io, path: path, detail: "cannot be read: \(String(cString: strerror(number)))")
    }
  }
}
