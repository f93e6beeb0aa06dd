// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory of one case.
#include "Arena.h"

#include <cstdlib>

using namespace e2e;

/// Elements around every array: more than the widest store of several SVE registers of 2048 bits.
static constexpr int64_t margin = 2048;

Arena &Arena::operator=(const Arena &other) {
  type = other.type;
  numElements = other.numElements;
  matrices = other.matrices;
  bytes.reset();
  if (other.bytes) {
    size_t size = static_cast<size_t>(numElements * elementSize());
    bytes.reset(static_cast<uint8_t *>(Pool::get().allocate(size)));
    memcpy(bytes.get(), other.bytes.get(), size);
  }
  return *this;
}

int64_t Arena::reserve(int64_t count, int64_t misalign) {
  int64_t position = numElements + misalign;
  numElements = (position + count + margin + 63) / 64 * 64;
  return position;
}

Matrix Arena::view(const std::string &name, int64_t position, int64_t rows, int64_t columns,
                   int64_t stride) {
  matrices.push_back({name, position, rows, columns, stride});
  return matrices.back();
}

Matrix Arena::place(const std::string &name, int64_t rows, int64_t columns, int64_t stride,
                    int64_t misalign) {
  return view(name, reserve(rows * stride, misalign), rows, columns, stride);
}

void Arena::allocate() {
  size_t size = static_cast<size_t>(numElements * elementSize());
  bytes.reset(static_cast<uint8_t *>(Pool::get().allocate(size)));
  // Bytes below 0x5c make no NaN of any type.
  for (size_t i = 0; i < size; ++i)
    bytes.get()[i] = static_cast<uint8_t>(0x21 + i * 7 % 58);
}

void Arena::fillNormal(const Matrix &matrix, uint64_t seed, double scale) {
  gems::Generator generator(seed, matrix.name);
  for (int64_t row = 0; row < matrix.rows; ++row)
    for (int64_t column = 0; column < matrix.columns; ++column)
      set(matrix.at(row, column), scale * generator.normal());
}

void Arena::fillIntegers(const Matrix &matrix, uint64_t seed, int64_t low, int64_t high) {
  gems::Generator generator(seed, matrix.name);
  for (int64_t row = 0; row < matrix.rows; ++row)
    for (int64_t column = 0; column < matrix.columns; ++column)
      set(matrix.at(row, column), static_cast<double>(generator.integer(low, high)));
}

void Arena::fill(const Matrix &matrix, double value) {
  for (int64_t row = 0; row < matrix.rows; ++row)
    for (int64_t column = 0; column < matrix.columns; ++column)
      set(matrix.at(row, column), value);
}

std::string Arena::describe(int64_t position) const {
  const Matrix *nearest = nullptr;
  for (const Matrix &matrix : matrices) {
    int64_t distance = position - matrix.position;
    int64_t stride = matrix.stride > 0 ? matrix.stride : 1;
    if (distance >= 0 && distance / stride < matrix.rows && distance % stride < matrix.columns)
      return matrix.name + ", row " + std::to_string(distance / stride) + ", column " +
             std::to_string(distance % stride);
    if (!nearest || std::abs(distance) < std::abs(position - nearest->position))
      nearest = &matrix;
  }
  if (!nearest)
    return "element " + std::to_string(position);
  return "outside of every array, at element " + std::to_string(position - nearest->position) +
         " counted from the first of " + nearest->name;
}

int64_t Arena::findDifference(const Arena &expected) const {
  size_t size = static_cast<size_t>(numElements * elementSize());
  if (memcmp(bytes.get(), expected.bytes.get(), size) == 0)
    return -1;
  for (int64_t position = 0; position < numElements; ++position)
    if (!isSame(type, expected.bits(position), bits(position)))
      return position;
  return -1;
}
