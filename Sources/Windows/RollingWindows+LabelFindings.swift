import Notation
import Readings
import Records

/// What the windows tell beyond single figures.
extension RollingWindows {
  /// Verdicts and details of the cells, and the groups behind fairness figures.
  package struct LabelFindings: Sendable {
    package var verdicts: [VerdictKey: Verdict] = [:]
    package var details: [VerdictKey: CellDetail] = [:]
    package var comparisons: [SeriesKey: GroupComparison] = [:]
  }

  /// Of the newest windows that can be judged. Cost: as measuring them once, without the distributions.
  package func labelFindings() -> LabelFindings {
    var findings = LabelFindings()
    updateRoster()
    let (layout, critical) = (layout, roster.criticalValues)
    for (index, window) in plan.windows.enumerated() {
      addComparisons(index, trafficSums[index], FairnessMeasures.trafficMetrics(layout), &findings)
      guard let sums = currentLabelSums(index) else { continue }
      addComparisons(index, sums, FairnessMeasures.labelMetrics(layout), &findings)
      for subject in roster.subjects {
        let labels = sums.counts(of: subject.target)
        let version = subject.target.version
        let key = VerdictKey(
          segment: registry.cells[subject.target.cell].name, version: version < 0 ? "*" : registry.versions[version],
          window: window.name)
        findings.verdicts[key] = VerdictMeasures(
          layout: layout, plan: registry.plan, reference: subject.reference, critical: critical
        ).verdict(labels.span)
        if labels[CellLayout.labelled] > 0 {
          findings.details[key] = CellDetailMeasures.detail(layout: layout, labels: labels.span)
        }
      }
    }
    return findings
  }

  private func addComparisons(
    _ index: Int, _ sums: WindowSums, _ metrics: [Metric], _ findings: inout LabelFindings
  ) {
    for comparison in roster.comparisons {
      let measures = FairnessMeasures(
        comparison: comparison, layout: layout, plan: registry.plan, critical: roster.criticalValues)
      let all = FairnessMeasures.metrics(layout)
      for metric in metrics {
        guard let slot = all.firstIndex(of: metric) else { continue }
        findings.comparisons[roster.keys[comparison.firstSeries[index] + slot]] = measures.comparison(
          of: metric, in: sums)
      }
    }
  }

  /// The label counts of the newest window that can be judged; `nil` if there is none at the moment.
  func currentLabelSums(_ index: Int) -> WindowSums? {
    guard joinsLabels, let end = currentLabelEnds[index] else { return nil }
    labelWindows[index].seek(to: end, panes: labelPanes, registry: registry)
    return labelWindows[index].sums
  }

  /// Where the newest window whose labels can be judged ends; `nil` if there is none at the moment.
  package func currentLabelEnd(window name: String) -> Instant? {
    plan.windows.firstIndex { $0.name == name }.flatMap { currentLabelEnds[$0] }.map(start)
  }
}
