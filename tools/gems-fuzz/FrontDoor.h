// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gems-fuzz --front-door.
#ifndef GEMS_TOOLS_GEMSFUZZ_FRONTDOOR_H
#define GEMS_TOOLS_GEMSFUZZ_FRONTDOOR_H

#include "gems/Fuzz/Driver.h"

namespace gems::fuzz {

struct FrontDoorOptions {
  std::vector<std::string> corpus;
  std::string dumpFolder; // empty for none
  unsigned reduceTries;
};

/// Spoils, checks and reports; returns the program's exit status.
int runFrontDoor(const FrontDoorOptions &options, DriverOptions driver, ErrorFn error);

} // namespace gems::fuzz

#endif // GEMS_TOOLS_GEMSFUZZ_FRONTDOOR_H
