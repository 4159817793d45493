import Foundation
import LoopbackHTTP

/// A Prometheus Alertmanager on a port of 127.0.0.1 of its own, with an empty memory, which runs until it is stopped or
/// nobody holds it any more.
final class Alertmanager {
  struct Alert: Decodable {
    var labels: [String: String]
    var startsAt: String
    var updatedAt: String
    var fingerprint: String

    var summary: String { "\(labels["alertname"] ?? "") \(labels["group"] ?? "") \(labels["severity"] ?? "")" }
  }

  private static let program = "/usr/bin/prometheus-alertmanager"
  private static let tool = "/usr/bin/amtool"

  static var isInstalled: Bool { [program, tool].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) } }

  let port: UInt16
  private let files: TestDirectory
  private let process: ChildProcess

  /// - Parameters:
  ///   - port: as that of an earlier one; without it a free one.
  ///   - receiver: the URL of a webhook that is told of what begins and ends.
  init(port: UInt16? = nil, receiver: String? = nil) async throws {
    files = try TestDirectory()
    let ownPort = try port ?? LoopbackServer.deadPort()
    self.port = ownPort
    let webhook = receiver.map { "\n    webhook_configs: [{url: '\($0)', send_resolved: true}]" } ?? ""
    try files.write(
      "alertmanager.yml",
      """
      route:
        {receiver: r, group_by: [alertname, severity, group], group_wait: 100ms, group_interval: 1s, repeat_interval: 1h}
      receivers:
        - name: r\(webhook)

      """)
    process = try ChildProcess(
      [
        Self.program, "--config.file=alertmanager.yml", "--storage.path=data",
        "--web.listen-address=127.0.0.1:\(ownPort)", "--cluster.listen-address=",
      ], in: files)
    try await process.hasLogged("Listening on")
  }

  var url: String { "http://127.0.0.1:\(port)" }

  func stop() async throws {
    process.send(SIGKILL)
    _ = try await process.ended()
  }

  /// What fires, as `amtool` lists it, in the order of their summaries.
  func alerts() async throws -> [Alert] {
    let asked = try await run([Self.tool, "--alertmanager.url=\(url)", "alert", "query", "--output=json"], in: files)
    guard asked.end == .exit(0) else { throw ChildProcess.Failure(description: "amtool: \(asked.errors)") }
    return try JSONDecoder().decode([Alert].self, from: Data(asked.output.utf8)).sorted { $0.summary < $1.summary }
  }

  /// Waits until that is what fires.
  @discardableResult
  func lists(_ summaries: [String]) async throws -> [Alert] {
    try await alerts(where: "\(summaries)") { $0.map(\.summary) == summaries }
  }

  /// Waits until what fires is as it should be.
  func alerts(where what: String, isAsWanted: ([Alert]) -> Bool) async throws -> [Alert] {
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      let alerts = try await alerts()
      if isAsWanted(alerts) { return alerts }
      guard ContinuousClock.now < deadline else {
        throw ChildProcess.Failure(description: "waited in vain for \(what); there is \(alerts.map(\.summary))")
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
