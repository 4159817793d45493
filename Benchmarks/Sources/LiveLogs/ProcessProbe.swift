import Foundation
import Measuring

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Looks at a process from outside, by what Linux tells in `/proc`.
package struct ProcessProbe {
  package let pid: pid_t
  private var descriptors: [UInt64: Int] = [:]

  package init(pid: pid_t) {
    self.pid = pid
  }

  /// How far the process has read in the file with that inode; `nil` if it does not have it open.
  package mutating func position(inode: UInt64) -> Int? {
    if let descriptor = descriptors[inode], let found = read(descriptor), found.inode == inode { return found.position }
    descriptors[inode] = nil
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd") else { return nil }
    for descriptor in names.compactMap({ Int($0) }) {
      if let found = read(descriptor), found.inode == inode {
        descriptors[inode] = descriptor
        return found.position
      }
    }
    return nil
  }

  /// User and system time so far, in seconds.
  package var processorSeconds: Double {
    // The name in parentheses may hold spaces; the fields that count come after it.
    let fields = text("stat").split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Resident size, in bytes.
  package var residentBytes: Int {
    let line = text("status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return (line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
  }

  private func text(_ name: String) -> String {
    (try? String(contentsOfFile: "/proc/\(pid)/\(name)", encoding: .utf8)) ?? ""
  }

  /// The position and inode of a descriptor that is open for reading, from `fdinfo`. (A process that has just been
  /// started has those of its parent for a moment, which writes the same file.)
  private func read(_ descriptor: Int) -> (position: Int, inode: UInt64)? {
    let file = "/proc/\(pid)/fdinfo/\(descriptor)".withCString { openFile($0, O_RDONLY | O_CLOEXEC, 0) }
    guard file >= 0 else { return nil }
    defer { close(file) }
    let text = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
      let count = readBytes(file, buffer.baseAddress, buffer.count)
      return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    }
    var position: Int?
    var inode: UInt64?
    for line in text.split(separator: "\n") {
      let parts = line.split(whereSeparator: { $0 == ":" || $0 == "\t" || $0 == " " })
      guard parts.count == 2 else { continue }
      if parts[0] == "flags", let flags = Int32(parts[1], radix: 8), flags & O_ACCMODE != O_RDONLY { return nil }
      if parts[0] == "pos" { position = Int(parts[1]) }
      if parts[0] == "ino" { inode = UInt64(parts[1]) }
    }
    guard let position, let inode else { return nil }
    return (position, inode)
  }
}

/// `read` of the C library, by another name than the method's.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
