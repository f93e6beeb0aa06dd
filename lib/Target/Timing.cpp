// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the time of a compilation goes.
#include "gems/Target/Timing.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace gems;

static double milliseconds(Timing::Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

void Timing::add(llvm::StringRef stage, Clock::duration time) {
  auto *known = llvm::find_if(stages, [&](const Stage &entry) { return entry.name == stage; });
  if (known == stages.end())
    stages.push_back({stage.str(), time});
  else
    known->time += time;
}

void Timing::print(llvm::raw_ostream &stream) const {
  Clock::duration total = Clock::now() - start, rest = total;
  auto line = [&](llvm::StringRef name, Clock::duration time) {
    stream << llvm::left_justify(name, 36) << llvm::format("%8.2f ms\n", milliseconds(time));
  };
  for (const Stage &stage : stages) {
    line(stage.name, stage.time);
    rest -= stage.time;
  }
  line("everything else", rest);
  line("total", total);
}
