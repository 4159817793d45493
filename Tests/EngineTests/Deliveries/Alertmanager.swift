import Foundation
import LoopbackHTTP

@testable import Engine

/// A Prometheus Alertmanager that runs as long as the value lives.
final class Alertmanager {
  struct Alert: Decodable {
    struct Status: Decodable { var state: String }

    var labels: [String: String]
    var status: Status
    var startsAt: String
    var fingerprint: String

    var summary: String {
      "\(labels["alertname"] ?? "") \(labels["severity"] ?? "") \(status.state) \(labels["segment"] ?? "")"
    }
  }

  /// What its webhook receivers are sent, as far as looked at here.
  struct Notification: Decodable { var status: String }

  struct NotReady: Error { var output: String }

  private static let program = "/usr/bin/prometheus-alertmanager"
  private static let tool = "/usr/bin/amtool"

  static var isInstalled: Bool { [program, tool].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) } }

  let url: String
  private let folder: ScriptFolder
  private let process = Process()

  /// - Parameter receiver: the URL of a webhook, told of each group a second after it changes.
  init(receiver: String? = nil) throws {
    folder = try ScriptFolder()
    let port = try LoopbackServer.deadPort()
    url = "http://127.0.0.1:\(port)"
    let webhook = receiver.map { "\n    webhook_configs: [{url: '\($0)', send_resolved: true}]" } ?? ""
    let configuration = """
      route: {receiver: r, group_by: [alertname, segment], group_wait: 100ms, group_interval: 1s, repeat_interval: 1h}
      receivers:
        - name: r\(webhook)

      """
    try configuration.write(toFile: folder.path + "/alertmanager.yml", atomically: true, encoding: .utf8)
    let log = folder.path + "/log"
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments = [
      "--config.file=\(folder.path)/alertmanager.yml", "--storage.path=\(folder.path)/data",
      "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    try process.run()
    guard eventually({ (try? alerts()) != nil }) else { throw NotReady(output: folder.text("log")) }
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  /// What fires, as `amtool` lists it, in the order of their summaries.
  func alerts() throws -> [Alert] {
    let query = Process()
    let output = Pipe()
    query.executableURL = URL(fileURLWithPath: Self.tool)
    query.arguments = ["--alertmanager.url=\(url)", "alert", "query", "--output=json"]
    query.standardOutput = output
    query.standardError = FileHandle.nullDevice
    try query.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    query.waitUntilExit()
    return try JSONDecoder().decode([Alert].self, from: data).sorted { $0.summary < $1.summary }
  }
}
