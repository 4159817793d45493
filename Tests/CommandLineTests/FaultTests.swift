#if os(Linux)
  import Foundation
  import Testing

  /// Every write of a run fails once, in turn: what the store then holds has to be what an undisturbed run leaves.
  @Suite("Faults of the disk", .serialized)
  struct FaultTests {
    enum Mode: String, CaseIterable {
      /// An I/O error.
      case eio
      /// No space left on the device.
      case enospc
      /// A short write, after which there is no space.
      case short
    }

    /// How many of a run's writes are tried, spread evenly; `LEEWAY_FAULTS=all` tries each.
    private static var share: Int {
      ProcessInfo.processInfo.environment["LEEWAY_FAULTS"] == "all" ? .max : 16
    }

    @Test("A write that fails once loses nothing and counts nothing twice", arguments: Mode.allCases)
    func faults(mode: Mode) async throws {
      let directory = try await Self.directory()
      let library = try await Library(in: directory)
      defer { withExtendedLifetime(library) {} }

      func agent(state: String, at call: Int? = nil) async throws -> Outcome {
        var environment: [String: String] = [:]
        if let call {
          let place = URL(fileURLWithPath: directory.file(state)).resolvingSymlinksInPath().path
          environment = [
            "LD_PRELOAD": library.path, "LEEWAY_FAULT_DIRECTORY": place, "LEEWAY_FAULT_AT": String(call),
            "LEEWAY_FAULT_MODE": mode.rawValue, "LEEWAY_FAULT_REPORT": directory.file("fired"),
          ]
        }
        return try await leeway(
          "agent", "--once", "--config", LoanModel.config, "--state", state, "--log-level", "error", in: directory,
          environment: environment)
      }

      let undisturbed = try await agent(state: "undisturbed")
      try #require(undisturbed.end == .exit(0), "\(undisturbed.errors)")
      let expected = try await Self.contents(of: "undisturbed", in: directory)
      #expect(expected["totals"]?.contains(#""lines":"#) ?? false)
      #expect(expected["alerts.jsonl"]?.isEmpty == false && expected["deliveries.jsonl"]?.isEmpty == false)
      #expect(expected["dead letters"]?.contains("nonsense") ?? false)

      /// False when the run had no such write.
      func tryCall(_ call: Int) async throws -> Bool {
        let state = "state \(mode) \(call)"
        try FileManager.default.createDirectory(atPath: directory.file(state), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory.file(state)) }
        try? FileManager.default.removeItem(atPath: directory.file("fired"))
        let disturbed = try await agent(state: state, at: call)
        guard directory.exists("fired") else { return false }
        #expect(
          disturbed.end == .exit(0) || disturbed.end == .exit(3) && disturbed.errors.contains(state),
          "\(mode) at write \(call): \(disturbed.end) \(disturbed.errors)")
        let repaired = try await agent(state: state)
        #expect(repaired.end == .exit(0), "\(mode) at write \(call): \(repaired.errors)")
        let found = try await Self.contents(of: state, in: directory)
        for (name, text) in expected.sorted(by: { $0.key < $1.key }) {
          let isSame = found[name] == text
          #expect(isSame, "\(mode) at write \(call): \(name) differs")
        }
        return true
      }

      // How many writes there are: doubling until there is none, then halving.
      var low = 0
      var high = 64
      while try await tryCall(high) { (low, high) = (high, high * 2) }
      while high - low > 8 {
        let middle = (low + high) / 2
        if try await tryCall(middle) { low = middle } else { high = middle }
      }
      let step = max(1, low / Self.share)
      var tried = 0
      for call in stride(from: 1, through: low, by: step) where try await tryCall(call) { tried += 1 }
      #expect(low > 50 && tried >= 12, "\(low) writes, \(tried) tried")
    }

    @Test("While the disk is full nothing more is read; when there is room it goes on and has lost nothing")
    func fullDisk() async throws {
      let directory = try await Self.directory()
      let log = "the logs/predictions-\(LoanModel.day).jsonl"
      let lines = directory.text(log).split(separator: "\n")
      try directory.write(log, lines[..<600].joined(separator: "\n") + "\n")
      let place = URL(fileURLWithPath: directory.path).resolvingSymlinksInPath().path
      let library = try await Library(in: directory)
      defer { withExtendedLifetime(library) {} }
      let child = try ChildProcess(
        [LeewayBinary.path(), "agent", "--config", LoanModel.config, "--state", "state"], in: directory,
        environment: [
          "LD_PRELOAD": library.path, "LEEWAY_FAULT_DIRECTORY": place + "/state",
          "LEEWAY_FAULT_WHILE": directory.file("full"),
        ])
      func shown() async throws -> Int {
        let shown = try await leeway("state", "show", "--json", "--state", "state", in: directory)
        let json = try? JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any]
        return (json?["totals"] as? [String: Any])?["lines"] as? Int ?? 0
      }
      let labels = directory.lines("the logs/labels-\(LoanModel.day).jsonl").count
      while try await shown() < 600 + labels { try await Task.sleep(for: .milliseconds(200)) }

      try directory.write("full", "")
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: directory.file(log)))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data((lines[600..<700].joined(separator: "\n") + "\n").utf8))
      try await child.hasLogged("msg=\"checkpoint failed; reading is paused\"")
      try handle.write(contentsOf: Data((lines[700...].joined(separator: "\n") + "\n").utf8))
      try await Task.sleep(for: .seconds(3))
      #expect(child.errors.components(separatedBy: "checkpoint failed").count == 2, "told once")
      #expect(child.errors.contains("no space left on the device"))
      #expect(try await shown() == 600 + labels)

      try FileManager.default.removeItem(atPath: directory.file("full"))
      try await child.hasLogged("msg=\"checkpoint stored; reading goes on\"")
      while try await shown() < lines.count + labels { try await Task.sleep(for: .milliseconds(200)) }
      child.send(SIGTERM)
      #expect(try await child.ended(within: 30) == .exit(0))
      let whole = try await leeway(
        "agent", "--once", "--config", LoanModel.config, "--state", "undisturbed", in: directory)
      try #require(whole.end == .exit(0))
      let found = try await Self.contents(of: "state", in: directory)
      let expected = try await Self.contents(of: "undisturbed", in: directory)
      for name in expected.keys.sorted() {
        let isSame = found[name] == expected[name]
        #expect(isSame, "\(name) differs")
      }
    }

    /// The library that is preloaded; its path must not have the space that the test directories have.
    private final class Library {
      let path = NSTemporaryDirectory() + "leeway-faults-\(UUID().uuidString).so"

      init(in directory: TestDirectory) async throws {
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
          .appendingPathComponent("Faults/faults.c")
        let built = try await run(["cc", "-shared", "-fPIC", "-O1", "-o", path, source.path, "-ldl"], in: directory)
        try #require(built.end == .exit(0), "\(built.errors)")
      }

      deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Logs with bad lines, short windows so that panes leave them, and an alert that is acted upon.
    private static func directory() async throws -> TestDirectory {
      let directory = try await LoanModel.directory()
      try directory.write(
        LoanModel.config,
        LoanModel.configuration.replacingOccurrences(
          of: "windows: [1h, 24h], lateness: 10m, label_horizon: 7d, action_max_age: 1d",
          with: "windows: [30m, 1h], lateness: 10m, label_horizon: 1h, action_max_age: 3650d"))
      let log = "the logs/predictions-\(LoanModel.day).jsonl"
      let lines = directory.text(log).split(separator: "\n", omittingEmptySubsequences: true)
      // A log of its own for this test keeps each run short.
      let some = lines.prefix(1200) + ["nonsense", "{\"ts\":"]
      try directory.write(log, some.joined(separator: "\n") + "\n")
      return directory
    }

    /// What people see of a store, without the wall clock's times and the number of attempts.
    private static func contents(of state: String, in directory: TestDirectory) async throws -> [String: String] {
      let shown = try await leeway("state", "show", "--json", "--state", state, in: directory)
      try #require(shown.end == .exit(0), "\(shown.errors)")
      let all = try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any] ?? [:]
      var contents: [String: String] = [:]
      for key in ["totals", "sources", "labels"] {
        let data = try JSONSerialization.data(withJSONObject: all[key] ?? [:], options: .sortedKeys)
        contents[key] = String(decoding: data, as: UTF8.self)
      }
      let checked = try await leeway("state", "check", "--state", state, in: directory)
      #expect(checked.end == .exit(0), "\(checked.output)")
      let exported = try await leeway("state", "export", "--state", state, "--out", "exported", in: directory)
      try #require(exported.end == .exit(0), "\(exported.errors)")
      for name in directory.list("exported") { contents[name] = directory.text("exported/" + name) }
      contents["deliveries.jsonl"] = contents["deliveries.jsonl"]?
        .replacing(/"at":"[^"]*"/, with: "").replacing(/"attempt":\d+/, with: "")
      contents["dead letters"] = directory.text(state + "/dead-letters.jsonl")
      return contents
    }
  }
#endif
