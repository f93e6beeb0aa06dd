// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of targets.
#include "Targets.h"

#include "Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace gems::bench;

static const TargetChoice targets[] = {
    {"neon", "aarch64-linux-gnu", "neoverse-n1", "", true, "neon", "-mcpu=neoverse-n1"},
    {"neon-bf16", "aarch64-linux-gnu", "neoverse-n2", "-sve", true, "neon-bf16",
     "-mcpu=neoverse-n2+nosve"},
    {"sve", "aarch64-linux-gnu", "neoverse-n2", "", true, "sve", "-mcpu=neoverse-n2"},
    {"avx2", "x86_64-linux-gnu", "x86-64-v3", "", false, "", ""},
    {"avx512", "x86_64-linux-gnu", "x86-64-v4", "", false, "", ""},
    {"avx512fp16", "x86_64-linux-gnu", "sapphirerapids", "", false, "", ""},
};

std::vector<TargetChoice> gems::bench::chooseTargets(const std::vector<std::string> &names,
                                                     bool armOnly) {
  std::vector<TargetChoice> known, chosen;
  for (const TargetChoice &target : targets)
    if (target.isArm || !armOnly)
      known.push_back(target);
  if (names.empty())
    return known;
  for (const std::string &name : names) {
    auto it = llvm::find_if(known, [&](const TargetChoice &target) { return name == target.name; });
    if (it == known.end()) {
      printError(
          "unknown target '" + name + "': expected " +
          llvm::join(llvm::map_range(known, [](auto &target) { return target.name; }), ", "));
      return {};
    }
    chosen.push_back(*it);
  }
  return chosen;
}
