import Records

/// `kpis`: business figures, each the mean of a number or boolean of the prediction log or the label log.
struct KPISection {
  /// In configured order.
  private(set) var kpis: [KPIField] = []
  /// The names of all that are declared, rightly or wrongly.
  private(set) var names: [String] = []

  private static let example = "{engagement: {path: clicked}, revenue: {label_path: revenue}}"

  init(_ root: YAMLMapping, reader: inout FieldReader) {
    guard let section = root.value("kpis"), let mapping = section.freeMapping(example: Self.example) else { return }
    for entry in mapping.entries {
      names.append(entry.key)
      if !entry.key.allSatisfy({ $0.isLetter || $0.isNumber || "_-.".contains($0) }) {
        section.diagnostics.error(
          "'\(entry.key)' cannot be the name of a business figure", at: entry.location,
          remedy: "use letters, digits, _ - and .")
        continue
      }
      guard let figure = entry.value.mapping(keys: ["path", "label_path"], example: "{path: clicked}") else { continue }
      let (path, labelPath) = (figure.value("path"), figure.value("label_path"))
      guard (path == nil) != (labelPath == nil) else {
        entry.value.error(
          path == nil
            ? "\(entry.value.subject) has no path" : "\(entry.value.subject) has two paths, 'path' and 'label_path'",
          remedy: "give 'path' for the prediction log, or 'label_path' for the label log")
        continue
      }
      if let labelPath, root.value("labels") == nil {
        labelPath.error("\(labelPath.subject) reads the label log, but there is none", remedy: "give 'labels'")
      }
      let source: KPIField.Source = path == nil ? .labels : .predictions
      let log: ConfiguredField.Log = path == nil ? .labels : .predictions
      if let found = reader.path(path ?? labelPath, in: log, holds: .quantity) {
        kpis.append(KPIField(name: entry.key, source: source, path: found))
      }
    }
  }
}
