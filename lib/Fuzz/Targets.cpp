// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The targets that kernels can be tried on, by name.
#include "gems/Fuzz/Check.h"
#include "llvm/ADT/SmallVector.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

FailureOr<FuzzTarget> gems::fuzz::makeFuzzTarget(StringRef name, const ArmOptions &arm,
                                                 ErrorFn error) {
  FuzzTarget target;
  target.name = name.str();
  std::string triple, cpu, features;
  unsigned bits = 0;
  if (name == "avx512") {
    cpu = "x86-64-v4";
  } else if (name == "avx2") {
    cpu = "x86-64-v3";
  } else if (name == "native") {
    cpu = "native";
  } else if (name == "neon" || (name.starts_with("sve") && !name.drop_front(3).getAsInteger(10, bits) &&
                                bits >= 128 && bits <= 2048 && bits % 128 == 0)) {
    triple = arm.triple;
    cpu = arm.cpu;
    features = bits ? "+sve" : cpu.empty() ? "" : "-sve";
    if (!arm.features.empty())
      features += (features.empty() ? "" : ",") + arm.features;
    llvm::SmallVector<StringRef> words;
    StringRef(arm.emulator).split(words, ' ', -1, /*KeepEmpty=*/false);
    for (StringRef word : words)
      target.emulator.push_back(word.str());
    target.sveBits = bits;
    // Without the second setting, some emulators stop at 512 bits and say nothing.
    target.emulator.push_back("-cpu");
    target.emulator.push_back(bits ? "max,sve-max-vq=" + std::to_string(bits / 128) +
                                         ",sve-default-vector-length=" + std::to_string(bits / 8)
                                   : "max");
  } else {
    error("expected a target avx512, avx2, native, neon or sve128 to sve2048, got '" + name + "'");
    return failure();
  }
  FailureOr<TargetInfo> info = describeTarget(triple, cpu, features, error);
  if (failed(info))
    return failure();
  target.info = *info;
  return target;
}
