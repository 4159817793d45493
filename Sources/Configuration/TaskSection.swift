import Notation
import Records

/// The kinds of ``PredictionTask``, by their names in a configuration.
enum TaskKind: String, CaseIterable {
  case binary
  case multiclass
  case regression
}

/// `task`, `classes` and `positive`: what the model predicts.
struct TaskSection {
  /// `nil` for an unknown name, which has been reported; then nothing that depends on the task is.
  private(set) var kind: TaskKind?
  private(set) var task: PredictionTask

  private static let example = "[low, medium, high]"

  init(_ root: YAMLMapping) {
    kind = .binary
    if let value = root.value("task") {
      kind = value.string(example: "binary").flatMap { name in
        let names = TaskKind.allCases.map(\.rawValue)
        let kind = TaskKind(rawValue: name)
        if kind == nil {
          value.error("unknown task '\(name)'", remedy: suggestion(for: name, among: names, kind: "tasks"))
        }
        return kind
      }
    }
    let positive = root.value("positive")?.string(example: "1")
    switch kind {
    case .binary, nil: task = .binary(positive: positive ?? "1")
    case .multiclass: task = .multiclass(classes: Self.classes(root))
    case .regression: task = .regression
    }
    guard let kind else { return }
    for (key, owner) in [("positive", TaskKind.binary), ("classes", .multiclass)] where kind != owner {
      root.value(key)?.error(
        "'\(key)' is for task \(owner.rawValue), but 'task' is \(kind.rawValue)",
        remedy: key == "positive" && kind == .multiclass
          ? "give 'classes'" : "remove it, or say task: \(owner.rawValue)")
    }
  }

  private static func classes(_ root: YAMLMapping) -> [String] {
    guard let value = root.required("classes", example: example), let elements = value.list(example: example) else {
      return []
    }
    var classes: [String] = []
    for element in elements {
      guard let name = element.string(example: "low") else { continue }
      if let same = classes.first(where: { isSameClass($0, name) }) {
        element.error(
          same == name ? "class '\(name)' is listed twice" : "class '\(name)' is the same as '\(same)' in a log",
          remedy: "remove one of them")
      } else {
        classes.append(name)
      }
    }
    if !(2...PredictionTask.classLimit).contains(elements.count) {
      value.error(
        "'classes' has \(elements.count == 1 ? "1 entry" : "\(elements.count) entries"), but must have 2 to "
          + "\(PredictionTask.classLimit)",
        remedy: elements.count < 2 ? "for example \(example)" : "put rare ones together before they are logged")
    }
    return classes
  }

  /// A log may write a class as text, number or boolean: `1`, `1.0` and `true` are the same.
  static func isSameClass(_ a: String, _ b: String) -> Bool {
    func number(_ text: String) -> Double? { text == "true" ? 1 : text == "false" ? 0 : Double(text) }
    return a == b || (number(a).map { $0 == number(b) } ?? false)
  }

  /// Reports a key that does not go with the task; returns whether it may be read.
  func allows(_ value: YAMLValue?, for kinds: Set<TaskKind>, because reason: String) -> Bool {
    guard let value, let kind, !kinds.contains(kind) else { return true }
    value.error("\(value.subject) does not go with task \(kind.rawValue): \(reason)", remedy: "remove it")
    return false
  }
}
