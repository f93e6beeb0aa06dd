// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The header of .npy files: a magic, a version, a length and a Python dictionary.
#include "gems/Runtime/Npy.h"

#include "gems/Runtime/Number.h"
#include "gems/Runtime/Runtime.h"

#include <cstring>

using namespace gems;

static constexpr char magic[] = "\x93NUMPY";
static constexpr size_t magicSize = 6;
/// NumPy's own limit.
static constexpr size_t maxDims = 32;

namespace {

/// Reads the dictionary, as NumPy writes it, in any order and spacing.
class DictReader {
public:
  DictReader(std::string_view text, NpyHeader &header) : text(text), header(header) {}

  /// Returns what is wrong, or nothing.
  std::string read();

private:
  void skipSpace() {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\n'))
      text.remove_prefix(1);
  }
  bool take(char c) {
    skipSpace();
    if (text.empty() || text.front() != c)
      return false;
    text.remove_prefix(1);
    return true;
  }
  bool takeWord(std::string_view word) {
    skipSpace();
    if (text.substr(0, word.size()) != word)
      return false;
    text.remove_prefix(word.size());
    return true;
  }
  bool takeString(std::string &result);
  std::string readValue(const std::string &key);
  std::string readShape();

  std::string_view text;
  NpyHeader &header;
  bool hasDtype = false, hasOrder = false, hasShape = false;
};

} // namespace

bool DictReader::takeString(std::string &result) {
  skipSpace();
  char quote = text.empty() ? '\0' : text.front();
  if (quote != '\'' && quote != '"')
    return false;
  size_t end = text.find(quote, 1);
  if (end == std::string_view::npos)
    return false;
  result = text.substr(1, end - 1);
  text.remove_prefix(end + 1);
  return true;
}

std::string DictReader::readShape() {
  if (!take('('))
    return "expected a shape like (2, 3)";
  while (!take(')')) {
    skipSpace();
    size_t length = text.find_first_not_of("0123456789");
    int64_t dim;
    if (length == 0 || length == std::string_view::npos ||
        !parseInteger(text.substr(0, length), dim))
      return "expected a shape of numbers below 2^63";
    text.remove_prefix(length);
    header.shape.push_back(dim);
    if (header.shape.size() > maxDims)
      return "expected at most " + std::to_string(maxDims) + " dimensions";
    bool hasComma = take(',');
    if (!hasComma && (header.shape.size() == 1 || text.substr(0, 1) != ")"))
      return "expected a comma between dimensions";
  }
  return "";
}

std::string DictReader::readValue(const std::string &key) {
  bool *seen = key == "descr"           ? &hasDtype
               : key == "fortran_order" ? &hasOrder
               : key == "shape"         ? &hasShape
                                        : nullptr;
  if (!seen)
    return "expected the keys descr, fortran_order and shape, got '" + key + "'";
  if (*seen)
    return "key '" + key + "' is given twice";
  *seen = true;
  if (key == "shape")
    return readShape();
  if (key == "descr")
    return takeString(header.dtype) ? "" : "expected one dtype, got a structure";
  if (takeWord("True"))
    return "expected C order, got Fortran order";
  return takeWord("False") ? "" : "expected fortran_order True or False";
}

std::string DictReader::read() {
  if (!take('{'))
    return "expected a dictionary";
  while (!take('}')) {
    std::string key;
    if (!takeString(key) || !take(':'))
      return "expected a key and a value";
    if (std::string problem = readValue(key); !problem.empty())
      return problem;
    skipSpace();
    if (!take(',') && text.substr(0, 1) != "}")
      return "expected a comma between keys";
  }
  skipSpace();
  if (!text.empty())
    return "expected nothing after the dictionary";
  if (!hasDtype || !hasOrder || !hasShape)
    return "expected the keys descr, fortran_order and shape";
  return "";
}

const char *gems::npyDtype(gems_type type) {
  static const char *const dtypes[] = {"?",   "|i1", "<i2", "<i4", "<i8",
                                       "<f2", "<u2", "<f4", "<f8", "|b1"};
  return dtypes[type <= GEMS_I1 ? type : 0];
}

bool gems::npyHolds(std::string_view dtype, gems_type type) {
  if (dtype == npyDtype(type))
    return true;
  std::string wanted = npyDtype(type);
  bool isInteger = wanted[1] == 'i';
  wanted[1] = 'u';
  return isInteger && dtype == wanted;
}

/// Bytes of an element of a dtype that some type of a kernel has; 0 for others.
static size_t sizeOfDtype(std::string_view dtype) {
  for (gems_type type :
       {GEMS_I8, GEMS_I16, GEMS_I32, GEMS_I64, GEMS_F16, GEMS_BF16, GEMS_F32, GEMS_F64, GEMS_I1})
    if (npyHolds(dtype, type))
      return gems_type_size(type);
  return 0;
}

bool gems::countElements(const Shape &shape, size_t elementSize, int64_t &numElements) {
  numElements = 1;
  bool isEmpty = false;
  for (int64_t dim : shape)
    isEmpty |= dim == 0;
  if (isEmpty)
    return numElements = 0, true;
  for (int64_t dim : shape)
    if (dim < 0 || __builtin_mul_overflow(numElements, dim, &numElements))
      return false;
  int64_t numBytes;
  return !__builtin_mul_overflow(numElements, static_cast<int64_t>(elementSize), &numBytes);
}

std::string gems::formatShape(const Shape &shape) {
  std::string text;
  for (int64_t dim : shape)
    text += (text.empty() ? "" : "x") + std::to_string(dim);
  return text.empty() ? "1" : text;
}

/// Finds the dictionary. Returns what is wrong, or nothing.
static std::string findDict(const uint8_t *bytes, size_t size, std::string_view &dict,
                            size_t &dataOffset) {
  if (size < magicSize + 2 || memcmp(bytes, magic, magicSize) != 0)
    return "not a .npy file";
  unsigned major = bytes[magicSize], minor = bytes[magicSize + 1];
  if ((major != 1 && major != 2) || minor != 0)
    return "expected .npy version 1.0 or 2.0, got " + std::to_string(major) + "." +
           std::to_string(minor);
  size_t lengthSize = major == 1 ? 2 : 4, start = magicSize + 2 + lengthSize;
  if (size < start)
    return "the file is cut short in its header";
  size_t length = 0;
  for (size_t i = 0; i < lengthSize; ++i)
    length |= size_t(bytes[magicSize + 2 + i]) << (8 * i);
  if (length > size - start)
    return "the file is cut short in its header";
  dict = std::string_view(reinterpret_cast<const char *>(bytes) + start, length);
  dataOffset = start + length;
  return "";
}

static std::string parseHeader(const uint8_t *bytes, size_t size, NpyHeader &header) {
  std::string_view dict;
  header = {};
  if (std::string problem = findDict(bytes, size, dict, header.dataOffset); !problem.empty())
    return problem;
  if (std::string problem = DictReader(dict, header).read(); !problem.empty())
    return problem;
  header.elementSize = sizeOfDtype(header.dtype);
  if (header.elementSize == 0)
    return "expected a little-endian dtype of a number (<f2 <f4 <f8 |i1 <i2 <i4 <i8 |u1 <u2 <u4 "
           "<u8 |b1), got '" +
           header.dtype + "'";
  if (!countElements(header.shape, header.elementSize, header.numElements))
    return "the shape " + formatShape(header.shape) + " is too large";
  uint64_t expected = static_cast<uint64_t>(header.numElements) * header.elementSize;
  size_t got = size - header.dataOffset;
  if (got != expected)
    return "expected " + std::to_string(expected) + " bytes of data for shape " +
           formatShape(header.shape) + ", got " + std::to_string(got);
  return "";
}

bool gems::parseNpy(const void *bytes, size_t size, const std::string &name, NpyHeader &header,
                    std::string &error) {
  std::string problem = parseHeader(static_cast<const uint8_t *>(bytes), size, header);
  if (problem.empty())
    return true;
  error = "'" + name + "': " + problem;
  return false;
}

std::string gems::makeNpyHeader(gems_type type, const Shape &shape) {
  std::string dims;
  for (int64_t dim : shape)
    dims += std::to_string(dim) + (shape.size() == 1 ? "," : ", ");
  if (shape.size() > 1)
    dims.resize(dims.size() - 2);
  std::string dict = std::string("{'descr': '") + npyDtype(type) +
                     "', 'fortran_order': False, 'shape': (" + dims + "), }";
  // NumPy aligns the data to 64 bytes and ends the header with a newline.
  size_t start = magicSize + 4, unpadded = start + dict.size() + 1;
  dict.append((64 - unpadded % 64) % 64, ' ');
  dict.push_back('\n');
  std::string header(magic, magicSize);
  header +=
      {'\x01', '\x00', static_cast<char>(dict.size() & 0xff), static_cast<char>(dict.size() >> 8)};
  return header + dict;
}
