import Foundation

/// Accounts as the system has them, whatever people call themselves.
package enum PeerAccount {
  /// The account at the other end of a Unix-domain socket; `nil` if the system does not say.
  static func name(_ descriptor: Descriptor) -> String? {
    #if os(Linux)
      // The kernel's `struct ucred`: process, account, group.
      var peer: (process: Int32, account: UInt32, group: UInt32) = (0, 0, 0)
      var size = socklen_t(MemoryLayout.size(ofValue: peer))
      guard getsockopt(descriptor.number, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 else { return nil }
      return name(peer.account)
    #else
      var account = uid_t()
      var group = gid_t()
      guard getpeereid(descriptor.number, &account, &group) == 0 else { return nil }
      return name(account)
    #endif
  }

  /// The account of this process.
  package static var own: String { name(getuid()) }

  /// `uid 1234` for an account without a name.
  private static func name(_ number: uid_t) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 1 << 14)
    guard getpwuid_r(number, &entry, &buffer, buffer.count, &found) == 0, found != nil, let text = entry.pw_name else {
      return "uid \(number)"
    }
    return String(cString: text)
  }
}
