import Foundation

/// What the figures were taken on.
package func machine() -> String {
  let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
  let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }?
    .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
  let system = ProcessInfo.processInfo
  let processor = "\(model ?? "processor unknown"), \(system.activeProcessorCount) cores"
  return "\(processor), \(system.operatingSystemVersionString)\n"
}

/// Says on standard error what is being done.
package func progress(_ text: String) {
  FileHandle.standardError.write(Data("… \(text)\n".utf8))
}

/// Where `Benchmarks`, `SampleLogs` and the rest are.
package let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()
