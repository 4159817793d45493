import Records

/// Reads the beginning of logs to find out which fields there are.
package enum FieldSampler {
  /// Visits every scalar of up to `limit` readable lines over all the files.
  ///
  /// - Returns: the number of lines that were read as JSON objects, and of those that were not.
  package static func visit(
    paths: [String], limit: Int = 1000, _ visit: (String, LineVisitor.Value) -> Void
  ) throws(IngestError) -> (lines: Int, bad: Int) {
    let visitor = LineVisitor()
    var lines = 0
    var bad = 0
    for path in paths where lines < limit {
      let stream: any ByteStream =
        path.hasSuffix(".gz") ? try GzipStream(path: path) : try FileStream(path: path, offset: 0)
      let reader = LineReader(stream: stream, offset: 0, lineLimit: LogFile.defaultLineLimit)
      _ = try reader.read(endOfInput: true) { line in
        do throws(LineDefect) {
          if line.isOverlong { throw LineDefect(.lineTooLong) }
          try visitor.visit(line.bytes, visit)
          lines += 1
        } catch {
          bad += 1
        }
        return lines + bad < limit
      }
    }
    return (lines, bad)
  }
}
