extension Unicode.Scalar {
  /// The letter by which capital and small ones are compared: the small one of the capital one. Letters whose other
  /// form is not a single character stay as they are.
  var foldedCase: Unicode.Scalar { capital.small }

  /// The character's other forms.
  var caseVariants: [Unicode.Scalar] { [small, capital, foldedCase] }

  private var small: Unicode.Scalar {
    guard !isASCII else { return "A"..."Z" ~= self ? Unicode.Scalar(UInt8(value + 32)) : self }
    return Self.single(properties.lowercaseMapping) ?? self
  }

  private var capital: Unicode.Scalar {
    guard !isASCII else { return "a"..."z" ~= self ? Unicode.Scalar(UInt8(value - 32)) : self }
    return Self.single(properties.uppercaseMapping) ?? self
  }

  private static func single(_ text: String) -> Unicode.Scalar? {
    let scalars = text.unicodeScalars
    return scalars.count == 1 ? scalars.first : nil
  }
}
