import Alerting

/// Reads texts with places to fill in.
enum TemplateReader {
  /// The template in `value`; what is wrong with it, names that no alert can fill in included, is reported.
  ///
  /// - Parameter labels: the names that may follow `labels.`; `nil` if any will do.
  static func template(_ value: YAMLValue, example: String, labels: Set<String>? = nil) -> Template? {
    guard let text = value.string(example: example) else { return nil }
    do {
      let template = try Template(text)
      let problems = template.check(labels: labels)
      for problem in problems { value.error("in \(value.subject), \(problem.description)") }
      return problems.isEmpty ? template : nil
    } catch {
      value.error("in \(value.subject), \(error.description)")
      return nil
    }
  }
}
