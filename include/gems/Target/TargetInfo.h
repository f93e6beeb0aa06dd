// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the compiler knows about the machine that it compiles for.
#ifndef GEMS_TARGET_TARGETINFO_H
#define GEMS_TARGET_TARGETINFO_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"

#include <optional>
#include <string>

namespace gems {

/// The kind of vectors that the code uses.
enum class Isa { Neon, Sve, Avx2, Avx512 };

/// "neon", "sve", "avx2", "avx512": as the options of passes spell it.
llvm::StringRef stringifyIsa(Isa isa);
std::optional<Isa> parseIsa(llvm::StringRef name);
/// Bits of one native vector register; the smallest that exist when scalable.
unsigned getVectorBits(Isa isa);
inline bool isScalable(Isa isa) { return isa == Isa::Sve; }

/// A machine, checked against LLVM's tables.
struct TargetInfo {
  /// Normalised, for example "aarch64-unknown-linux-gnu".
  std::string triple;
  std::string cpu;
  /// What is added to and taken from the CPU's features, as LLVM spells it: "+bf16,-sve".
  std::string features;
  /// All that code for this target may rely on, for the descriptor: "+neon,+bf16".
  std::string required;
  Isa isa;
  /// An instruction rounds f32 to bf16 exactly, subnormals included.
  bool hasBF16;
  /// f16 arithmetic is native.
  bool hasFP16;
  /// Multiplies f16 numbers into an f32 sum with one rounding, and has f16 arithmetic.
  bool hasF16Long;
  unsigned vectorBits;
  bool scalable;
};

/// Describes a target. An empty triple means this machine; an empty CPU the default: this
/// machine's CPU for an empty triple on x86, otherwise the baseline (generic, apple-m1,
/// x86-64-v3). "native" names this machine's CPU. Whatever LLVM does not know is passed to `error`
/// as one line.
mlir::FailureOr<TargetInfo> describeTarget(llvm::StringRef triple, llvm::StringRef cpu,
                                           llvm::StringRef features,
                                           llvm::function_ref<void(const llvm::Twine &)> error);

} // namespace gems

#endif // GEMS_TARGET_TARGETINFO_H
