#include "CSimdjson.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <new>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <vector>

// simdjson's DOM interface is used rather than On-Demand: it picks the fastest implementation for the processor at
// run time (On-Demand is bound at compile time), and it validates every byte of a line, also what is not read.

using namespace simdjson;

const size_t leeway_padding = SIMDJSON_PADDING;

namespace {

/// The number of ways to join components doubles with each one, so longer paths are only joined as a whole.
constexpr size_t most_joined = 6; // `LineDecoder.mostJoined` in Swift

/// A member name, what it leads to, and the slots that want its value.
struct node {
  std::string name;
  std::vector<node> children;
  std::vector<size_t> slots;

  node &child(std::string_view wanted) {
    for (auto &candidate : children)
      if (candidate.name == wanted) return candidate;
    children.push_back(node{std::string(wanted), {}, {}});
    return children.back();
  }

  /// Enters a slot under the components from `first` on, however they are joined by dots.
  void add(const std::vector<std::string_view> &components, size_t first, size_t slot) {
    std::string name;
    for (size_t last = first; last < components.size(); last++) {
      name += last > first ? "." : "";
      name += components[last];
      bool is_whole = last + 1 == components.size();
      if (components.size() > most_joined && last > first && !(first == 0 && is_whole)) continue;
      if (is_whole) child(name).slots.push_back(slot);
      else child(name).add(components, last + 1, slot);
    }
  }

  /// Names mostly come in the same order in every line, so the search starts behind the last hit.
  const node *find(std::string_view wanted, size_t &hint) const {
    size_t count = children.size();
    for (size_t step = 0; step < count; step++) {
      size_t index = hint + step < count ? hint + step : hint + step - count;
      const node &candidate = children[index];
      if (candidate.name.size() == wanted.size() &&
          std::memcmp(candidate.name.data(), wanted.data(), wanted.size()) == 0) {
        hint = index + 1 < count ? index + 1 : 0;
        return &candidate;
      }
    }
    return nullptr;
  }
};

/// What stands for a number that no double holds, in the copy of a line that `repair` makes.
constexpr std::string_view not_finite_marker("\0leeway", 7);

leeway_value read_value(const dom::element &element) {
  leeway_value out{LEEWAY_MISSING, 0, 0, {nullptr}};
  switch (element.type()) {
  case dom::element_type::STRING: {
    std::string_view text = element.get_string().value_unsafe();
    if (text == not_finite_marker) {
      out.kind = LEEWAY_NOT_FINITE;
      break;
    }
    out.kind = LEEWAY_STRING;
    out.text = text.data();
    out.length = static_cast<uint32_t>(text.size());
    break;
  }
  case dom::element_type::INT64:
    out.kind = LEEWAY_INTEGER;
    out.integer = element.get_int64().value_unsafe();
    out.number = static_cast<double>(out.integer);
    break;
  case dom::element_type::UINT64:
    out.kind = LEEWAY_NATURAL;
    out.natural = element.get_uint64().value_unsafe();
    out.number = static_cast<double>(out.natural);
    break;
  case dom::element_type::DOUBLE:
    out.kind = LEEWAY_NUMBER;
    out.number = element.get_double().value_unsafe();
    break;
  case dom::element_type::BOOL:
    out.kind = element.get_bool().value_unsafe() ? LEEWAY_TRUE : LEEWAY_FALSE;
    break;
  case dom::element_type::NULL_VALUE: out.kind = LEEWAY_NULL; break;
  default: out.kind = LEEWAY_COMPOSITE;
  }
  return out;
}

/// How a token that simdjson refuses can be read all the same.
enum class token { ordinary, not_finite, long_integer };

/// What starts at `at`, and its length: a number that no double holds (`NaN`, `-Infinity`, `1e999`), or an integer of
/// more than 64 bits.
token classify(std::string_view at, size_t &length) {
  size_t sign = !at.empty() && at.front() == '-' ? 1 : 0;
  for (std::string_view word : {"NaN", "Infinity", "nan", "Inf", "inf"})
    if (at.substr(sign, word.size()) == word) {
      length = sign + word.size();
      return token::not_finite;
    }
  length = std::min(at.find_first_not_of("+-.0123456789eE"), at.size());
  if (length < 5 || length > 400) return token::ordinary;
  std::string_view text = at.substr(0, length);
  // Not strtod, which obeys the locale.
  double number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + length, number);
  if (end != text.data() + length) return token::ordinary;
  if (error == std::errc::result_out_of_range)
    return text.find("e-") == text.npos && text.find("E-") == text.npos ? token::not_finite : token::ordinary;
  bool is_integer = text.find_first_not_of("0123456789", sign) == text.npos;
  return is_integer && length > 18 ? token::long_integer : token::ordinary;
}

/// A copy of a line in which every number that no double holds is the marker string and every integer of more than 64
/// bits has a fraction. Tells as well whether the line ends within an object, an array or a string.
std::string repair(std::string_view line, bool &is_cut) {
  std::string copy;
  copy.reserve(line.size() + 64 + SIMDJSON_PADDING);
  bool in_string = false;
  long depth = 0;
  for (size_t index = 0; index < line.size(); index++) {
    char byte = line[index];
    if (in_string) {
      copy += byte;
      if (byte == '\\' && index + 1 < line.size()) copy += line[++index];
      if (byte == '"') in_string = false;
      continue;
    }
    bool starts_token = copy.empty() || std::strchr(" \t\r:,[", copy.back());
    size_t length = 0;
    switch (starts_token ? classify(line.substr(index), length) : token::ordinary) {
    case token::not_finite:
      copy += "\"\\u0000leeway\"";
      index += length - 1;
      continue;
    case token::long_integer:
      copy += line.substr(index, length);
      copy += ".0";
      index += length - 1;
      continue;
    case token::ordinary: break;
    }
    in_string = byte == '"';
    if (byte == '{' || byte == '[') depth++;
    if (byte == '}' || byte == ']') depth--;
    copy += byte;
  }
  is_cut = in_string || depth > 0;
  return copy;
}

} // namespace

struct leeway_decoder {
  dom::parser parser;
  node root;
  size_t slot_count = 0;
  std::string path;
  std::string repaired;

  void walk(const dom::object &object, const node &parent, leeway_value *values) {
    size_t hint = 0;
    for (auto [name, element] : object) {
      const node *found = parent.find(name, hint);
      if (!found) continue;
      if (!found->children.empty() && element.type() == dom::element_type::OBJECT)
        walk(element.get_object().value_unsafe(), *found, values);
      if (found->slots.empty()) continue;
      leeway_value out = read_value(element);
      for (size_t slot : found->slots) values[slot] = out;
    }
  }

  void visit(const dom::object &object, leeway_visitor visitor, void *context) {
    for (auto [name, element] : object) {
      size_t length = path.size();
      if (length) path += '.';
      path.append(name.data(), name.size());
      if (element.type() == dom::element_type::OBJECT) {
        visit(element.get_object().value_unsafe(), visitor, context);
      } else {
        leeway_value out = read_value(element);
        visitor(context, path.data(), path.size(), &out);
      }
      path.resize(length);
    }
  }

  template <typename Body> int with_object(const char *line, size_t length, Body body) {
    dom::element document;
    auto error = parser.parse(line, length, false).get(document);
    if (error == UTF8_ERROR) return LEEWAY_LINE_INVALID_UTF8;
    if (error) {
      // Python and others write NaN and Infinity, which JSON has not. Such a value is at fault, not its line.
      bool is_cut = false;
      repaired = repair(std::string_view(line, length), is_cut);
      size_t repaired_length = repaired.size();
      repaired.resize(repaired_length + SIMDJSON_PADDING, ' ');
      if (parser.parse(repaired.data(), repaired_length, false).get(document))
        return is_cut ? LEEWAY_LINE_TRUNCATED : LEEWAY_LINE_NOT_JSON;
    }
    dom::object object;
    if (document.get_object().get(object)) return LEEWAY_LINE_NOT_OBJECT;
    body(object);
    return LEEWAY_LINE_OK;
  }
};

leeway_decoder *leeway_decoder_create(const leeway_text *components, const size_t *component_counts, size_t count) {
  auto *decoder = new (std::nothrow) leeway_decoder();
  if (!decoder) return nullptr;
  decoder->slot_count = count;
  for (size_t slot = 0; slot < count; slot++) {
    std::vector<std::string_view> path;
    for (size_t index = 0; index < component_counts[slot]; index++, components++)
      path.emplace_back(components->bytes, components->length);
    decoder->root.add(path, 0, slot);
  }
  return decoder;
}

void leeway_decoder_destroy(leeway_decoder *decoder) { delete decoder; }

int leeway_decoder_decode(leeway_decoder *decoder, const char *line, size_t length, leeway_value *values) {
  std::memset(static_cast<void *>(values), 0, decoder->slot_count * sizeof(leeway_value));
  return decoder->with_object(
      line, length, [&](const dom::object &object) { decoder->walk(object, decoder->root, values); });
}

int leeway_decoder_visit(
    leeway_decoder *decoder, const char *line, size_t length, leeway_visitor visitor, void *context) {
  decoder->path.clear();
  return decoder->with_object(
      line, length, [&](const dom::object &object) { decoder->visit(object, visitor, context); });
}

bool leeway_read_number(const char *text, size_t length, double *number) {
  auto [end, error] = std::from_chars(text, text + length, *number);
  return error == std::errc() && end == text + length;
}
