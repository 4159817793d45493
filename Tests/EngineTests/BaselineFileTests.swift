import Foundation
import Testing

@testable import Engine

/// A profile that somebody edited, or that was damaged on disk.
@Suite struct BaselineFileTests {
  @Test(
    "A profile that cannot be what a reference gave is an error that says what to do",
    arguments: [
      (#""exact":(true|false)"#, #""exact":7"#), (#""traffic":\[0,\d+"#, #""traffic":[0,-1"#),
      (#""traffic":\[0,\d+"#, #""traffic":[0,9223372036854775807"#), (#""traffic":\[0,"#, #""traffic":[99999999,"#),
      (#""traffic":\[0,"#, #""traffic":[-1,"#), (#""labels":\[0,\d+"#, #""labels":[0,4611686018427387904"#),
      (#""standardDeviation":[\d.]+"#, #""standardDeviation":-1"#), (#""mean":[\d.]+"#, #""mean":1e999"#),
      (#""mean":[\d.]+"#, #""mean":NaN"#), (#""categories":\["k""#, #""categories":["l""#),
      (#""minSamples":\d+"#, #""minSamples":-5"#), (#""cells":"#, #""cellz":"#), (#""edges":\["#, #""edges":[1e300,"#),
      (#""bins":\[0,"#, #""bins":[0,0,"#), (#""format":1"#, #""format":2"#), (#""all":"#, #""none":"#),
    ])
  func damaged(pattern: String, replacement: String) throws {
    let directory = try DriftingLog.directory()
    let text = try directory.read("baseline.json")
    _ = try BaselineFile.read(from: directory.file("baseline.json"))
    let range = try #require(text.range(of: pattern, options: .regularExpression))
    try directory.write("baseline.json", text.replacingCharacters(in: range, with: replacement))
    let error = #expect(throws: EngineError.self) { _ = try BaselineFile.read(from: directory.file("baseline.json")) }
    #expect(error?.code == .configuration && error?.description.contains("run 'leeway baseline'") ?? false)
  }
}
