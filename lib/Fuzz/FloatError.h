// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Errors of single operations.
#ifndef GEMS_LIB_FUZZ_FLOATERROR_H
#define GEMS_LIB_FUZZ_FLOATERROR_H

#include "Fact.h"

namespace gems::fuzz {

/// Half an ulp of 1.
double getUnit(ElementKind kind);
/// The smallest subnormal.
double getTiny(ElementKind kind);

/// Corrects what overflow does to an exact result.
Fact settle(ElementKind kind, Fact fact);
/// The same, and adds what rounding an inexact result may add to its error.
std::optional<Fact> roundError(ElementKind kind, Fact fact);

} // namespace gems::fuzz

#endif // GEMS_LIB_FUZZ_FLOATERROR_H
