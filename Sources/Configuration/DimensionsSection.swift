import Records

/// `segments` and `fairness`: the columns that cut the traffic, and how they are combined.
struct DimensionsSection {
  /// In order of appearance: those of `segments`, then those of `fairness` alone.
  private(set) var dimensions: [RecordSchema.Dimension] = []
  /// As in `CellPlan.segments`: all, every dimension by itself, then the crossings.
  var segments: [[Int]] { [[]] + dimensions.indices.map { [$0] } + crossings }
  /// As in `CellPlan.fairness`: each attribute is among ``segments``.
  private(set) var fairness: [[Int]] = []

  private var crossings: [[Int]] = []
  private let features: [RecordSchema.Feature]

  private static let example = "[region, {name: sex, path: segment.sex}, [region, sex]]"

  private static let fairnessExample = "[sex, [sex, age_band]]"

  init(_ root: YAMLMapping, features: [RecordSchema.Feature], task: TaskSection, reader: inout FieldReader) {
    self.features = features
    let elements = root.value("segments")?.list(example: Self.example) ?? []
    let declared = elements.filter(\.isMapping)
    let declaredNames = Set(declared.compactMap { $0.node.mapping?["name"]?.scalar?.string })

    for element in elements where !element.isList {
      if element.isMapping {
        readDeclared(element, reader: &reader)
      } else if let name = element.string(example: "region") {
        if declaredNames.contains(name) || index(of: name) != nil {
          element.error("segment '\(name)' is listed twice", remedy: "remove one of them")
        } else {
          _ = addBare(name, of: element, reader: &reader)
        }
      }
    }
    for element in elements where element.isList {
      guard let crossing = readCrossing(element, example: "[region, sex]", reader: &reader) else { continue }
      if known(crossing) == nil {
        crossings.append(crossing)
      } else {
        element.error("this crossing is listed twice", remedy: "remove one of them")
      }
    }
    readFairness(root.value("fairness"), task: task, reader: &reader)
  }

  private mutating func readFairness(_ value: YAMLValue?, task: TaskSection, reader: inout FieldReader) {
    guard task.allows(value, for: [.binary], because: "groups are compared by their shares of the positive class"),
      let value
    else { return }
    for element in value.oneOrMany() {
      let attribute: [Int]
      if element.isList {
        guard let crossing = readCrossing(element, example: "[sex, age_band]", reader: &reader) else { continue }
        if known(crossing) == nil { crossings.append(crossing) }
        attribute = known(crossing) ?? crossing
      } else {
        guard let name = element.string(example: Self.fairnessExample),
          let index = index(of: name) ?? addBare(name, of: element, reader: &reader)
        else { continue }
        attribute = [index]
      }
      if fairness.contains(attribute) {
        let name = attribute.map { dimensions[$0].name }.joined(separator: ", ")
        element.error("fairness attribute '\(name)' is listed twice", remedy: "remove one of them")
      } else {
        fairness.append(attribute)
      }
    }
  }

  /// The crossing of these dimensions as it is listed, in whatever order.
  private func known(_ crossing: [Int]) -> [Int]? { crossings.first { $0.sorted() == crossing.sorted() } }

  private func index(of name: String) -> Int? { dimensions.firstIndex { $0.name == name } }

  private mutating func readDeclared(_ element: YAMLValue, reader: inout FieldReader) {
    guard let mapping = element.mapping(keys: ["name", "path"]),
      let nameValue = mapping.required("name", example: "sex"), let name = nameValue.string(example: "sex"),
      isValid(name, at: nameValue)
    else { return }
    guard index(of: name) == nil else {
      nameValue.error("segment '\(name)' is listed twice", remedy: "remove one of them")
      return
    }
    guard let given = mapping.value("path") else {
      _ = addBare(name, of: nameValue, reader: &reader)
      return
    }
    if let path = reader.path(given) { dimensions.append(.init(name: name, path: path)) }
  }

  /// A name without a path stands for the feature of that name, or else for the member of that name.
  private mutating func addBare(_ name: String, of value: YAMLValue, reader: inout FieldReader) -> Int? {
    guard isValid(name, at: value) else { return nil }
    if let feature = features.first(where: { $0.name == name }) {
      dimensions.append(.init(name: name, path: feature.path))
    } else {
      guard let path = reader.path(name, of: value) else { return nil }
      dimensions.append(.init(name: name, path: path))
    }
    return dimensions.count - 1
  }

  private mutating func readCrossing(_ element: YAMLValue, example: String, reader: inout FieldReader) -> [Int]? {
    let members = element.list() ?? []
    var indices: [Int] = []
    for member in members {
      guard let name = member.string(example: "region"),
        let index = index(of: name) ?? addBare(name, of: member, reader: &reader)
      else { return nil }
      guard !indices.contains(index) else {
        member.error("'\(name)' is crossed with itself", remedy: "name each dimension once")
        return nil
      }
      indices.append(index)
    }
    guard indices.count >= 2 else {
      element.error("a crossing needs two dimensions or more", remedy: "for example \(example)")
      return nil
    }
    return indices
  }

  private func isValid(_ name: String, at value: YAMLValue) -> Bool {
    if name == "all" || name.contains(where: { "=,*?[]".contains($0) }) {
      value.error(
        "'\(name)' cannot be the name of a segment", remedy: "use {name: …, path: …} with a name without = , * ? [ ]")
      return false
    }
    return true
  }
}
