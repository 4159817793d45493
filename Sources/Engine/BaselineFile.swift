import Foundation
import Windows

/// The baseline profile as a file: JSON, versioned, with where it came from.
package struct BaselineFile: Sendable {
  /// One file of the reference.
  package struct Source: Codable, Equatable, Sendable {
    /// Relative to the configuration where it lies beneath it.
    package var path: String
    /// Of the file's bytes, in hexadecimal.
    package var sha256: String
    /// Lines that were read.
    package var lines: Int
  }

  package static let formatVersion = 2

  package var model: String
  package var sources: [Source]
  package var rows: Int
  package var labelled: Int
  /// RFC 3339.
  package var from: String
  package var to: String
  package var baseline: Baseline

  // MARK: - Writing

  /// Writes the file in one step: either the whole of it is there or the old one stays.
  package func write(to path: String) throws(EngineError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let data = try encoder.encode(StoredBaseline(self))
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch is EncodingError {
      throw EngineError(
        .runtime, "\(path): the reference has numbers too large to be summed up; check the features' paths and units")
    } catch {
      throw EngineError(.runtime, "\(path): cannot be written: \(error.localizedDescription)")
    }
  }

  // MARK: - Reading

  /// What is said of the format, whatever else is in the file.
  private struct Format: Decodable {
    var format: Int
  }

  package static func read(from path: String) throws(EngineError) -> BaselineFile {
    guard FileManager.default.fileExists(atPath: path) else {
      throw EngineError(
        .configuration, "\(path): no baseline profile yet; run 'leeway baseline --reference FILE…' to make it")
    }
    let stored: StoredBaseline
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      do {
        stored = try JSONDecoder().decode(StoredBaseline.self, from: data)
      } catch {
        try check(JSONDecoder().decode(Format.self, from: data).format, path)
        throw error
      }
    } catch let error as EngineError {
      throw error
    } catch {
      throw EngineError(.configuration, "\(path): not a baseline profile; run 'leeway baseline' to make it anew")
    }
    try check(stored.format, path)
    guard let baseline = stored.baseline, baseline.isSound else {
      throw EngineError(.configuration, "\(path): damaged baseline profile; run 'leeway baseline' to make it anew")
    }
    return BaselineFile(
      model: stored.model, sources: stored.sources, rows: stored.rows, labelled: stored.labelled, from: stored.from,
      to: stored.to, baseline: baseline)
  }

  private static func check(_ format: Int, _ path: String) throws(EngineError) {
    guard format != formatVersion else { return }
    let age = format < formatVersion ? "an older" : "a newer"
    throw EngineError(
      .configuration,
      "\(path): baseline of \(age) format (\(format)), this version reads \(formatVersion); run 'leeway baseline' again"
    )
  }
}
