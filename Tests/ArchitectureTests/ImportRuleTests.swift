import Foundation
import Testing

@Suite("Import rule")
struct ImportRuleTests {
  private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let sources = root.appendingPathComponent("Sources")

  private func rule() throws -> ImportRule {
    ImportRule(
      document: try String(contentsOf: Self.root.appendingPathComponent("docs/ARCHITECTURE.md"), encoding: .utf8))
  }

  /// Folder names, sorted.
  private func modules() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: Self.sources.path).filter { name in
      var isDirectory: ObjCBool = false
      return FileManager.default.fileExists(
        atPath: Self.sources.appendingPathComponent(name).path, isDirectory: &isDirectory) && isDirectory.boolValue
    }.sorted()
  }

  @Test("every module is in the table of docs/ARCHITECTURE.md, and nothing else is")
  func modulesAreListed() throws {
    #expect(try rule().allowed.keys.sorted() == modules())
  }

  @Test("every module of the table that is imported exists")
  func importsExist() throws {
    let rule = try rule()
    let own = Set(try modules())
    for (module, allowed) in rule.allowed {
      #expect(!allowed.contains(module), "\(module) imports itself")
      // Imports go one way: of two modules at most one knows the other.
      for other in allowed.intersection(own) {
        #expect(rule.allowed[other]?.contains(module) == false, "\(module) and \(other) import each other")
      }
    }
  }

  @Test("every import in Sources is allowed by the table of docs/ARCHITECTURE.md")
  func importsAreAllowed() throws {
    let rule = try rule()
    var count = 0
    for module in try modules() {
      let folder = Self.sources.appendingPathComponent(module).path
      for name in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() where name.hasSuffix(".swift") {
        let source = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
        count += ImportRule.imports(in: source).count
        for violation in rule.violations(in: source, of: module) {
          Issue.record("Sources/\(module)/\(name) imports \(violation), which docs/ARCHITECTURE.md does not allow")
        }
      }
    }
    #expect(count > 100, "too few imports were found for the check to mean anything")
  }

  @Test(
    "an import line names its module",
    arguments: [
      ("import Readings", ["Readings"]),
      ("  import Glibc  // math", ["Glibc"]),
      ("@testable import Windows", ["Windows"]),
      ("@preconcurrency package import Foundation", ["Foundation"]),
      ("import struct Foundation.Date", ["Foundation"]),
      ("import Foundation.NSData;", ["Foundation"]),
      ("// import Readings", []),
      ("let important = 1", []),
    ])
  func importLines(line: String, modules: [String]) {
    #expect(ImportRule.imports(in: line) == modules)
  }

  @Test("an import that is not in the table is a violation")
  func violation() {
    let rule = ImportRule(
      document: """
        | module | purpose | own modules | others |
        |---|---|---|---|
        | Statistics | numbers | | libc |
        | Windows | panes | Readings, Statistics | |

        | not | of | this | table |
        """)
    #expect(rule.allowed.keys.sorted() == ["Statistics", "Windows"])
    #expect(rule.violations(in: "import Statistics\nimport Readings", of: "Windows") == [])
    #expect(rule.violations(in: "import Musl\nimport Foundation", of: "Statistics") == ["Foundation"])
    #expect(rule.violations(in: "import Statistics", of: "Elsewhere") == ["Statistics"])
  }
}
