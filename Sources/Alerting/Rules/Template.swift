import Mustache

/// A text with places to fill in (`{{feature}} in {{segment}}`), in the Mustache language.
///
/// Values go in as they are, without HTML escapes. Variables, sections, inverted sections and comments are
/// understood; partials, blocks, pragmas and other delimiters have no use in a rule and are errors.
package struct Template: Equatable, Sendable {
  /// As written.
  package let source: String
  private let template: MustacheTemplate
  /// The names it refers to, in order of first appearance, transforms taken off.
  package let names: [String]

  /// Reads a template. Throws ``TemplateError`` if it is not well formed.
  package init(_ source: String) throws(TemplateError) {
    names = try TemplateTags(source).names
    self.source = source
    do {
      template = try MustacheTemplate(string: Self.plainText + source)
    } catch let error as MustacheTemplate.ParserError {
      throw TemplateError(source: source, problem: .malformed(Self.reason(error.error)))
    } catch {
      throw TemplateError(source: source, problem: .malformed("\(error)"))
    }
  }

  package static func == (a: Template, b: Template) -> Bool { a.source == b.source }

  /// The text with the facts filled in; a fact that is not there leaves nothing.
  package func rendered(with facts: TemplateFacts) -> String { template.render(facts.object) }

  /// Turns HTML escapes off. Being alone on its line, it leaves no trace in the text.
  private static let plainText = "{{% CONTENT_TYPE: TEXT}}\n"

  private static func reason(_ error: any Error) -> String {
    switch error as? MustacheTemplate.Error {
    case .sectionCloseNameIncorrect: "a section is closed that is not open"
    case .expectedSectionEnd: "a section is not closed"
    case .unfinishedName: "a name is not well formed"
    default: "\(error)"
    }
  }
}

/// Why a text is not a template, or names something that is not there.
package struct TemplateError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Problem: Equatable, Sendable {
    /// `{{` without `}}`.
    case unclosedTag(String)
    /// `{{}}`
    case emptyTag
    /// A kind of tag that has no use in a rule, by its first character.
    case unsupportedTag(String)
    case malformed(String)
    case unknownName(String)
    case unknownTransform(String)
  }

  package var source: String
  package var problem: Problem

  package init(source: String, problem: Problem) {
    self.source = source
    self.problem = problem
  }

  package var description: String {
    switch problem {
    case .unclosedTag(let tag): "\"\(tag)\" has no closing }}"
    case .emptyTag: "{{}} names nothing"
    case .unsupportedTag(let tag): "\"\(tag)\" is a kind of tag that templates here do not have"
    case .malformed(let reason): reason
    case .unknownName(let name):
      "nothing is called \"\(name)\"; there are \(TemplateFacts.names.joined(separator: ", ")) and labels.NAME"
    case .unknownTransform(let name): "\"\(name)()\" is not a transform; there are lowercased, uppercased, capitalized"
    }
  }
}
