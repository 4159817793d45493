import Foundation

/// The file descriptors that the program begins with.
enum Descriptors {
  /// Makes sure that no file gets the number of a standard stream that was closed, and that as many files can be open as
  /// the system allows.
  static func prepare() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
      // The lowest number that is free is this one. Standard input is made unreadable, so that reading it is an error.
      _ = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDWR)
    }
    var limit = rlimit()
    #if canImport(Darwin)
      let resource = RLIMIT_NOFILE
      let most = rlim_t(OPEN_MAX)
    #else
      let resource = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
      let most = rlim_t(65_536)
    #endif
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < min(limit.rlim_max, most) else { return }
    limit.rlim_cur = min(limit.rlim_max, most)
    _ = setrlimit(resource, &limit)
  }
}
