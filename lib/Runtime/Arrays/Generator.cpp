// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random data with the same bits on every machine.
#include "gems/Runtime/Generator.h"

using namespace gems;

static uint64_t mix(uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
  return bits ^ (bits >> 31);
}

Generator::Generator(uint64_t seed, std::string_view name) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  state = mix(seed) ^ hash;
}

uint64_t Generator::next() {
  state += 0x9e3779b97f4a7c15u;
  return mix(state);
}

float Generator::uniform() { return static_cast<float>(next() >> 40) * 0x1p-24f; }

float Generator::normal() {
  constexpr int32_t twiceMean = 12 * ((1 << 24) - 1);
  int32_t sum = 0;
  for (int i = 0; i < 6; ++i) {
    uint64_t bits = next();
    sum += static_cast<int32_t>(bits >> 40) + static_cast<int32_t>(bits & 0xffffff);
  }
  return static_cast<float>(sum - twiceMean / 2) * 0x1p-24f;
}

int64_t Generator::integer(int64_t low, int64_t high) {
  uint64_t numValues = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1;
  uint64_t draw = next();
  return static_cast<int64_t>(static_cast<uint64_t>(low) + (numValues ? draw % numValues : draw));
}
