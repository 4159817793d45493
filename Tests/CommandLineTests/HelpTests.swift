import Testing

@Suite("Help and usage errors")
struct HelpTests {
  @Test(
    "Every command explains itself and its exit codes",
    arguments: [
      "init", "check", "baseline", "watch", "agent", "replay", "simulate", "test", "alerts", "ack", "silence",
      "approve",
      "reject", "override", "audit",
    ])
  func help(command: String) async throws {
    let directory = try TestDirectory()
    let asked = try await leeway(command, "--help", in: directory)
    #expect(asked.end == .exit(0))
    #expect(asked.output.contains("USAGE: leeway \(command)"))
    #expect(asked.output.contains("Exit codes: 0"))
    #expect(asked.errors.isEmpty)
  }

  @Test("leeway by itself lists the commands")
  func overview() async throws {
    let directory = try TestDirectory()
    for arguments in [[], ["--help"]] {
      let asked = try await run([LeewayBinary.path()] + arguments, in: directory)
      #expect(asked.end == .exit(0))
      for command in [
        "init", "check", "baseline", "watch", "agent", "replay", "simulate", "test", "alerts", "ack", "silence",
        "approve",
        "reject", "override", "audit", "state",
      ] {
        #expect(asked.output.contains("  \(command) "))
      }
    }
  }

  @Test("The version is told")
  func version() async throws {
    let asked = try await leeway("--version", in: try TestDirectory())
    #expect(asked.end == .exit(0))
    #expect(asked.output.hasPrefix("leeway "))
  }

  @Test(
    "A usage error ends with 2 and says where to look",
    arguments: [
      (["reply"], "leeway --help"),
      (["replay", "--form", "2026-03-02"], "--from"),
      (["agent", "--onse"], "--once"),
      (["replay", "--from", "yesterday"], "2026-03-02T14:30:00Z"),
      (["replay", "--from", "2026-03-02", "--to", "2026-03-01"], "--from must lie before --to"),
      (["replay", "--watch", "--speed", "fast"], "'max'"),
      (["simulate", "scenario.yaml"], "--out"),
      (["simulate", "scenario.yaml", "--out", "x", "--live", "--gzip"], "--gzip and --live do not go together"),
      (["init"], "log"),
    ])
  func usage(arguments: [String], hint: String) async throws {
    let asked = try await run([LeewayBinary.path()] + arguments, in: TestDirectory())
    #expect(asked.end == .exit(2))
    #expect(asked.errors.contains(hint))
    #expect(asked.output.isEmpty)
  }
}
