import GRDB

/// The tables of the store, and what marks a file as one.
enum StateTables {
  /// Bumped whenever a table, the form of a value, or what is counted changes.
  static let version = 4
  /// `leew`, as SQLite's `application_id`; schema 1 had none.
  static let applicationID = 0x6C65_6577

  /// Seals cover the row's key and content; see ``Seal``. What is large comes last, so that the columns before it can
  /// be read without it.
  static func create(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE meta (key TEXT PRIMARY KEY, seal INTEGER NOT NULL, data BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE part (
          kind TEXT NOT NULL, number INTEGER NOT NULL, seal INTEGER NOT NULL, data BLOB NOT NULL,
          PRIMARY KEY (kind, number));
        CREATE TABLE cell (number INTEGER PRIMARY KEY, seal INTEGER NOT NULL, text TEXT NOT NULL);
        CREATE TABLE source (number INTEGER PRIMARY KEY, seal INTEGER NOT NULL, text TEXT NOT NULL);
        CREATE TABLE alert (
          series TEXT PRIMARY KEY, since INTEGER NOT NULL, seal INTEGER NOT NULL, text TEXT NOT NULL);
        CREATE TABLE delivery (
          number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, series TEXT NOT NULL, action TEXT NOT NULL,
          episode INTEGER NOT NULL, at INTEGER NOT NULL, planned INTEGER NOT NULL, runs INTEGER NOT NULL,
          ended INTEGER NOT NULL, seal INTEGER NOT NULL, bytes INTEGER NOT NULL, text TEXT NOT NULL);
        CREATE TABLE output (delivery TEXT PRIMARY KEY, seal INTEGER NOT NULL, text TEXT NOT NULL);
        CREATE TABLE notice (key TEXT PRIMARY KEY, seal INTEGER NOT NULL, text TEXT NOT NULL);
        CREATE TABLE audit (sequence INTEGER PRIMARY KEY, hash TEXT NOT NULL, line TEXT NOT NULL);
        CREATE TABLE transition (
          id INTEGER PRIMARY KEY, at INTEGER NOT NULL, series TEXT NOT NULL, seal INTEGER NOT NULL, line TEXT NOT NULL);
        CREATE TABLE reading (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, seal INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE TABLE pane (
          id INTEGER PRIMARY KEY, kind TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
          seal INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE INDEX transition_at ON transition (at);
        CREATE INDEX transition_series ON transition (series, id);
        CREATE INDEX reading_at ON reading (at);
        CREATE INDEX pane_at ON pane (at);
        CREATE INDEX delivery_at ON delivery (at);
        CREATE INDEX delivery_series ON delivery (series, number);
        CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
          WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit)
          BEGIN SELECT raise(ABORT, 'the audit log is only ever added to'); END;
        CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
          BEGIN SELECT raise(ABORT, 'the audit log is only ever added to'); END;
        CREATE TRIGGER audit_whole BEFORE DELETE ON audit
          BEGIN SELECT raise(ABORT, 'the audit log is only ever added to'); END;
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        """)
    try StateMeta.set(database, StateMeta.manifest, StateManifest())
    try StateMeta.set(database, StateMeta.audit, AuditChain.Head.none)
  }

  /// What a file says of itself: its schema, 0 for an empty one. Throws for what is no store of ours.
  static func version(_ database: Database) throws -> Int {
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    if tables == 0, version == 0, application == 0 { return 0 }
    // An unknown number is told as such, whatever else is in the file.
    guard version >= 1, tables > 0 || version > self.version else { throw StoreDamage("it is not a store of leeway") }
    let expected = version == 1 ? 0 : applicationID
    guard application == expected || version > self.version else { throw StoreDamage("it is not a store of leeway") }
    return version
  }
}
