// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How arguments are written on a command line.
#include "gems/Runtime/Spec.h"

#include "gems/Runtime/Generator.h"
#include "gems/Runtime/Number.h"
#include "gems/Runtime/Runtime.h"

#include <cstring>

using namespace gems;

static constexpr size_t maxDims = 8;

static bool parseShape(std::string_view text, Spec &spec, std::string &error) {
  std::string_view rest = text;
  for (bool more = true; more;) {
    size_t end = rest.find('x');
    more = end != std::string_view::npos;
    int64_t dim;
    if (!parseInteger(rest.substr(0, end), dim) || dim < 0 || spec.shape.size() == maxDims) {
      error = "expected a shape like 64x896 (up to 8 dimensions) in '" + spec.text + "', got '" +
              std::string(text) + "'";
      return false;
    }
    spec.shape.push_back(dim);
    rest = more ? rest.substr(end + 1) : rest;
  }
  int64_t numElements;
  if (countElements(spec.shape, 8, numElements))
    return true;
  error = "the shape in '" + spec.text + "' is too large";
  return false;
}

static bool parseAlias(std::string_view text, Spec &spec, std::string &error) {
  spec.kind = Spec::Alias;
  size_t equals = text.find('=');
  if (equals != std::string_view::npos) {
    spec.fill = text.substr(equals + 1);
    text = text.substr(0, equals);
  }
  size_t sign = text.find_first_of("+-");
  spec.value = text.substr(0, sign);
  std::string_view offset = sign == std::string_view::npos ? "0" : text.substr(sign);
  bool hasPlus = offset.front() == '+';
  offset.remove_prefix(hasPlus);
  constexpr int64_t limit = int64_t(1) << 40;
  bool isNumber = !(hasPlus && offset.substr(0, 1) == "-") && parseInteger(offset, spec.offset);
  if (spec.value.empty() || !isNumber || spec.offset < -limit || spec.offset > limit ||
      (equals != std::string_view::npos && spec.fill.empty())) {
    error = "expected @NAME, @NAME+ELEMENTS or @NAME+ELEMENTS=SPEC, got '" + spec.text + "'";
    return false;
  }
  return true;
}

static bool parseRandint(std::string_view text, Spec &spec, std::string &error) {
  size_t first = text.find(':');
  size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
  if (second == std::string_view::npos || !parseInteger(text.substr(0, first), spec.low) ||
      !parseInteger(text.substr(first + 1, second - first - 1), spec.high) ||
      spec.low > spec.high) {
    error = "expected randint:LOW:HIGH:SHAPE with LOW <= HIGH, got '" + spec.text + "'";
    return false;
  }
  return parseShape(text.substr(second + 1), spec, error);
}

static bool parseFull(std::string_view text, Spec &spec, std::string &error) {
  size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    error = "expected full:VALUE:SHAPE, got '" + spec.text + "'";
    return false;
  }
  spec.value = text.substr(0, colon);
  return parseShape(text.substr(colon + 1), spec, error);
}

bool gems::parseSpec(std::string_view text, Spec &spec, std::string &error) {
  static const struct {
    std::string_view name;
    Spec::Kind kind;
  } generators[] = {{"rand", Spec::Rand},     {"randn", Spec::Randn},  {"randint", Spec::Randint},
                    {"zeros", Spec::Zeros},   {"ones", Spec::Ones},    {"full", Spec::Full},
                    {"arange", Spec::Arange}, {"uninit", Spec::Uninit}};
  spec = {};
  spec.text = text;
  spec.value = text;
  if (text.substr(0, 1) == "@")
    return parseAlias(text.substr(1), spec, error);
  size_t colon = text.find(':');
  for (const auto &generator : generators) {
    if (colon == std::string_view::npos || text.substr(0, colon) != generator.name)
      continue;
    spec.kind = generator.kind;
    std::string_view rest = text.substr(colon + 1);
    if (spec.kind == Spec::Randint)
      return parseRandint(rest, spec, error);
    if (spec.kind == Spec::Full)
      return parseFull(rest, spec, error);
    return parseShape(rest, spec, error);
  }
  constexpr std::string_view suffix = ".npy";
  if (text.size() > suffix.size() && text.substr(text.size() - suffix.size()) == suffix)
    spec.kind = Spec::File;
  return true;
}

static bool openFile(gems_type type, SpecData &data, std::string &error) {
  if (!readNpy(data.spec.value, data.file, error))
    return false;
  const NpyHeader &header = data.file.header;
  if (!npyHolds(header.dtype, type)) {
    error = std::string("expected an array of ") + gems_type_name(type) + " (dtype " +
            npyDtype(type) + "), got dtype " + header.dtype + " in '" + data.spec.value + "'";
    return false;
  }
  data.shape = header.shape;
  data.numElements = header.numElements;
  return true;
}

bool gems::openSpec(const Spec &spec, gems_type type, SpecData &data, std::string &error) {
  data.spec = spec;
  if (spec.kind == Spec::File)
    return openFile(type, data, error);
  data.shape = spec.shape;
  countElements(spec.shape, gems_type_size(type), data.numElements);
  auto tooLarge = [&](int64_t number) {
    error = "'" + spec.text + "' does not fit: " + std::to_string(number) +
            " is out of the range of " + gems_type_name(type);
    return false;
  };
  gems_value ignored;
  switch (spec.kind) {
  case Spec::Rand:
  case Spec::Randn:
    if (isFloat(type))
      return true;
    error = std::string("expected an array of ") + gems_type_name(type) + ", got real numbers ('" +
            spec.text + "'); randint:LOW:HIGH:SHAPE makes integers";
    return false;
  case Spec::Randint:
    if (!isInRange(type, spec.low))
      return tooLarge(spec.low);
    return isInRange(type, spec.high) || tooLarge(spec.high);
  case Spec::Arange:
    return isInRange(type, data.numElements - 1) || tooLarge(data.numElements - 1);
  case Spec::Full:
    return parseNumber(spec.value, type, ignored, error);
  default:
    return true;
  }
}

void gems::fillElements(const SpecData &data, gems_type type, uint64_t seed, std::string_view name,
                        void *elements) {
  size_t size = gems_type_size(type);
  const Spec &spec = data.spec;
  if (spec.kind == Spec::File) {
    if (data.numElements)
      memcpy(elements, data.file.data(), static_cast<size_t>(data.numElements) * size);
    return;
  }
  if (spec.kind == Spec::Uninit) {
    memset(elements, 0xff, static_cast<size_t>(data.numElements) * size);
    return;
  }
  gems_value value = convertInteger(type, spec.kind == Spec::Ones);
  std::string ignored;
  if (spec.kind == Spec::Full)
    parseNumber(spec.value, type, value, ignored);
  Generator generator(seed, name);
  auto *at = static_cast<uint8_t *>(elements);
  for (int64_t i = 0; i < data.numElements; ++i, at += size) {
    if (spec.kind == Spec::Rand)
      value = convertReal(type, generator.uniform());
    else if (spec.kind == Spec::Randn)
      value = convertReal(type, generator.normal());
    else if (spec.kind == Spec::Randint)
      value = convertInteger(type, generator.integer(spec.low, spec.high));
    else if (spec.kind == Spec::Arange)
      value = convertInteger(type, i);
    memcpy(at, &value, size);
  }
}
