/// Where something stands that nobody may read in a rule, a log or the store. It is read when it is needed, and its
/// content is kept nowhere.
package enum Secret: Hashable, Sendable {
  /// An absolute path; white space around the content does not count.
  case file(String)
  /// The name of an environment variable.
  case environment(String)
}

/// Where a request goes.
package enum Address: Hashable, Sendable {
  /// `http` or `https`.
  case literal(String)
  case secret(Secret)
}
