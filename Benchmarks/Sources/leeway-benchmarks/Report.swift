import Foundation
import Measuring

/// What was measured, and the tables made of it.
struct Report {
  private var runs: [(name: String, workload: Workload?, costs: [Cost])] = []

  mutating func add(_ name: String, on workload: Workload?, _ cost: Cost) {
    if let index = runs.firstIndex(where: { $0.name == name }) {
      runs[index].costs.append(cost)
    } else {
      runs.append((name, workload, [cost]))
    }
  }

  /// The run of the median processor time; of an even number, the cheaper of the middle two.
  func median(_ name: String) -> Cost? {
    guard let costs = runs.first(where: { $0.name == name })?.costs else { return nil }
    let sorted = costs.sorted { $0.processorSeconds < $1.processorSeconds }
    return sorted[(sorted.count - 1) / 2]
  }

  var table: String {
    var table = Table(["run", "rows", "runs", "wall s", "CPU s", "least CPU s", "rows/CPU-s", "MB/CPU-s", "peak MB"])
    for run in runs {
      guard let cost = median(run.name) else { continue }
      let processor = max(cost.processorSeconds, 1e-9)
      table.add([
        run.name,
        run.workload.map { String($0.rows) } ?? "",
        String(run.costs.count),
        format(cost.seconds, 2),
        format(cost.processorSeconds, 2),
        format(run.costs.map(\.processorSeconds).min() ?? 0, 2),
        run.workload.map { format(Double($0.rows) / processor, 0) } ?? "",
        run.workload.map { format(Double($0.bytes) / 1e6 / processor, 0) } ?? "",
        format(Double(cost.peakBytes) / 1e6, 0),
      ])
    }
    return table.text
  }

  /// How many times as fast as each peer, and two threads as one.
  func ratios(to peers: Peers) -> String {
    var table = Table(["ratio", "of", "times"])
    func add(_ name: String, _ measure: String, _ other: Double?, _ own: Double?) {
      guard let other, let own, own > 0 else { return }
      table.add([name, measure, format(other / own, 2)])
    }
    for job in ["drift", "labels"] {
      let own = median("leeway replay, \(job), 1 thread")
      for script in peers.scripts where script.job == job {
        add(
          "\(job): leeway to \(script.name)", "rows/CPU-s", median(script.name)?.processorSeconds, own?.processorSeconds
        )
      }
      if job == "labels" {
        // leeway's run with labels has the drift in it, too; a peer needs both of its scripts for that.
        for library in ["DuckDB", "Polars"] {
          let both = ["drift", "labels"].compactMap { median("\(library), \($0)")?.processorSeconds }
          add(
            "drift and labels: leeway to \(library), both scripts", "rows/CPU-s",
            both.count == 2 ? both[0] + both[1] : nil, own?.processorSeconds)
        }
      }
      add(
        "\(job): 2 threads to 1", "wall time", own?.seconds, median("leeway replay, \(job), 2 threads")?.seconds)
      add(
        "\(job): 2 threads to 1", "CPU time", median("leeway replay, \(job), 2 threads")?.processorSeconds,
        own?.processorSeconds)
    }
    return table.text
  }

  private func format(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
