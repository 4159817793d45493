import Foundation
import Testing

@testable import Configuration

@Suite("Configuration paths")
struct ConfigurationPathsTests {
  @Test(
    "a path is relative to the configuration file",
    arguments: [
      ("/etc/leeway/leeway.yaml", "logs/a.jsonl", "/etc/leeway/logs/a.jsonl"),
      ("/etc/leeway/leeway.yaml", "./logs/a.jsonl", "/etc/leeway/logs/a.jsonl"),
      ("/etc/leeway/leeway.yaml", "../a.jsonl", "/etc/leeway/../a.jsonl"),
      ("/etc/leeway/leeway.yaml", "/var/a.jsonl", "/var/a.jsonl"), ("/etc/leeway/leeway.yaml", "-", "-"),
      ("/leeway.yaml", "a.jsonl", "/a.jsonl"),
    ])
  func absolute(file: String, path: String, expected: String) {
    #expect(ConfigurationPaths(file: file).absolute(path) == expected)
  }

  @Test("a relative configuration file lies in the working directory", arguments: ["leeway.yaml", "./leeway.yaml"])
  func relativeFile(file: String) {
    let current = FileManager.default.currentDirectoryPath
    #expect(ConfigurationPaths(file: file).file == current + "/leeway.yaml")
    #expect(ConfigurationPaths(file: file).directory == current)
  }

  @Test("a path beneath the configuration is written relative to it, any other absolute")
  func configured() {
    let paths = ConfigurationPaths(file: "/data/leeway.yaml")
    #expect(paths.configured("/data/logs/a.jsonl") == "logs/a.jsonl")
    #expect(paths.configured("/database/a.jsonl") == "/database/a.jsonl")
    #expect(paths.configured("-") == "-")
  }

  @Test("a glob is expanded in a directory whose own name looks like one")
  func globs() throws {
    let directory = try TemporaryDirectory()
    for name in ["b.yaml", "a.yaml", "c.txt"] { try directory.write("", to: "odd [1]*/AlertRules/\(name)") }
    let folder = directory.path + "/odd [1]*"
    let files = ConfigurationPaths(file: folder + "/leeway.yaml").files(matching: "./AlertRules/*.yaml")
    #expect(files.map(\.path) == [folder + "/AlertRules/a.yaml", folder + "/AlertRules/b.yaml"])
    #expect(files.map(\.shown) == files.map(\.path))
    #expect(ConfigurationPaths(file: folder + "/leeway.yaml").files(matching: "none/*").isEmpty)
  }
}
