import Foundation
import Notation
import Readings

/// A file of tests for rules, and the configuration whose rules they are about.
package struct RuleTestFile: Sendable {
  package var configuration: WatchConfiguration
  package var tests: [RuleTest]

  private static let keys = ["config", "rules", "tests"]

  /// Reads a file of tests and the configuration that it names, and reports every mistake in them.
  ///
  /// - Parameters:
  ///   - file: absolute or relative to the working directory; diagnostics show it as given.
  ///   - environment: as in ``ConfigurationDraft/read(file:environment:rules:into:)``.
  /// - Returns: `nil` if there are errors; they are in `diagnostics`.
  package static func read(
    file: String, environment: [String: String] = ProcessInfo.processInfo.environment, into diagnostics: Diagnostics
  ) -> RuleTestFile? {
    let paths = ConfigurationPaths(file: file)
    let document = YAMLDocument.read(
      path: paths.file, shownAs: file, purpose: "test file", hint: "give the path of a file of rule tests",
      into: diagnostics)
    guard let root = document?.mapping(keys: keys, example: "config: leeway.yaml, and tests: […] below it") else {
      return nil
    }
    guard let configuration = configuration(root, paths: paths, shownAs: file, environment, diagnostics) else {
      return nil
    }
    let reader = RuleTestReader(configuration: configuration, paths: paths)
    let elements = root.required("tests", example: "[{name: …, series: […], expect: […]}]")?.list() ?? []
    var places: [String: SourceLocation] = [:]
    var tests: [RuleTest] = []
    for element in elements {
      guard let test = reader.test(element) else { continue }
      if let first = places[test.name] {
        element.error("test '\(test.name)' is defined twice (first at \(first.text))", remedy: "rename one of them")
      }
      places[test.name] = test.location
      tests.append(test)
    }
    if let place = root.value("tests"), place.isList, elements.isEmpty {
      place.error("'tests' is empty", remedy: "for example [{name: …, series: […], expect: […]}]")
    }
    return diagnostics.hasErrors ? nil : RuleTestFile(configuration: configuration, tests: tests)
  }

  /// The configuration that the tests are about; its paths and those of `rules` are relative to the file of tests.
  private static func configuration(
    _ root: YAMLMapping, paths: ConfigurationPaths, shownAs file: String, _ environment: [String: String],
    _ diagnostics: Diagnostics
  ) -> WatchConfiguration? {
    guard let named = root.required("config", example: "../leeway.yaml")?.string(example: "../leeway.yaml") else {
      return nil
    }
    let folder = file.lastIndex(of: "/").map { file[...$0] } ?? ""
    let rules = root.value("rules").map { given in
      given.oneOrMany().compactMap { value -> String? in
        guard let pattern = value.string(example: "../AlertRules/*.yaml") else { return nil }
        if paths.files(matching: pattern).isEmpty {
          value.error("'\(pattern)' matches no file", remedy: "a path is relative to the file of tests")
        }
        return paths.absolute(pattern)
      }
    }
    return ConfigurationDraft.read(
      file: named.hasPrefix("/") ? named : folder + named, environment: environment, rules: rules,
      needsSecrets: false, into: diagnostics
    ).configuration
  }
}
