// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The options of a launch as words of a command line.
#include "gems/Runtime/Launcher.h"

#include <cstdio>

using namespace gems;

const char *gems::launchOptionsHelp() {
  return R"(  --grid=X[,Y[,Z]]     programs in each dimension, 0..2147483647
  --arg=NAME=SPEC      an argument of the kernel; every argument must be given once
  --out=NAME=FILE.npy  write an array after the launch
  --kernel=NAME        which kernel, when there are several
  --seed=S             seed of the generated data (default 0)
  --threads=N          split the grid over N threads (default 1)
  --source=NAME        what messages call the file of the kernels (default: its path)
  --misalign=K         start every array K elements past a 64-byte boundary (default 0)
  --time               launch again on the same data and print the median time
  --quiet              print nothing but errors

SPEC:
  896, 1e-6, inf       a scalar
  rand:64x896          uniform in [0, 1)
  randn:64x896         about normal, mean 0, variance 1
  randint:-4:4:64x896  whole numbers from -4 to 4
  zeros:896 ones:896 full:VALUE:896 arange:896
  uninit:896           nothing yet: gems-run --interpret reports a read of what nobody wrote
  FILE.npy             little endian, C order; bf16 as uint16
  @NAME+K[=SPEC]       the memory of array NAME from its element K on; SPEC gives the shape and
                       fills what lies outside of NAME
The element type is the kernel's. Generated data depend on the seed and the argument's name only.
)";
}

namespace {

struct TextOption {
  std::string_view prefix;
  std::string LaunchOptions::*field;
};

struct ListOption {
  std::string_view prefix;
  std::vector<std::string> LaunchOptions::*field;
};

struct FlagOption {
  std::string_view word;
  bool LaunchOptions::*field;
};

} // namespace

static constexpr TextOption textOptions[] = {
    {"--kernel=", &LaunchOptions::kernel},     {"--grid=", &LaunchOptions::grid},
    {"--seed=", &LaunchOptions::seed},         {"--threads=", &LaunchOptions::threads},
    {"--misalign=", &LaunchOptions::misalign}, {"--source=", &LaunchOptions::source},
};
static constexpr ListOption listOptions[] = {{"--arg=", &LaunchOptions::args},
                                             {"--out=", &LaunchOptions::outs}};
static constexpr FlagOption flagOptions[] = {{"--time", &LaunchOptions::time},
                                             {"--quiet", &LaunchOptions::quiet}};

static bool startsWith(std::string_view word, std::string_view prefix) {
  return word.substr(0, prefix.size()) == prefix;
}

OptionResult gems::parseLaunchOption(std::string_view word, LaunchOptions &options,
                                     std::string &error) {
  for (const FlagOption &flag : flagOptions)
    if (word == flag.word)
      return options.*flag.field = true, OptionResult::Taken;
  for (const ListOption &list : listOptions)
    if (startsWith(word, list.prefix))
      return (options.*list.field).emplace_back(word.substr(list.prefix.size())),
             OptionResult::Taken;
  for (const TextOption &option : textOptions) {
    if (startsWith(word, option.prefix)) {
      std::string &value = options.*option.field;
      std::string name(option.prefix.substr(0, option.prefix.size() - 1));
      if (!value.empty() || word.size() == option.prefix.size()) {
        error = value.empty() ? name + ": expected a value, got nothing" : name + " is given twice";
        return OptionResult::Invalid;
      }
      value = word.substr(option.prefix.size());
      return OptionResult::Taken;
    }
    if (word == option.prefix.substr(0, option.prefix.size() - 1)) {
      error = "expected " + std::string(option.prefix) + "VALUE, got '" + std::string(word) + "'";
      return OptionResult::Invalid;
    }
  }
  for (const ListOption &list : listOptions)
    if (word == list.prefix.substr(0, list.prefix.size() - 1)) {
      error = "expected " + std::string(list.prefix) + "NAME=..., got '" + std::string(word) + "'";
      return OptionResult::Invalid;
    }
  return OptionResult::NotOurs;
}

std::vector<std::string> gems::formatLaunchOptions(const LaunchOptions &options) {
  std::vector<std::string> words;
  for (const TextOption &option : textOptions)
    if (!(options.*option.field).empty())
      words.push_back(std::string(option.prefix) + options.*option.field);
  for (const ListOption &list : listOptions)
    for (const std::string &value : options.*list.field)
      words.push_back(std::string(list.prefix) + value);
  for (const FlagOption &flag : flagOptions)
    if (options.*flag.field)
      words.emplace_back(flag.word);
  return words;
}

int gems::launchMain(int argc, const char *const *argv) {
  LaunchOptions options;
  std::string error;
  for (int i = 1; i < argc && error.empty(); ++i) {
    std::string_view word = argv[i];
    if (word == "--help" || word == "-h") {
      printf("Launches a compiled kernel over a grid of programs, without a compiler.\n\n"
             "usage: gems-launch LIBRARY.so --grid=X[,Y[,Z]] [--arg=NAME=SPEC]... "
             "[--out=NAME=FILE.npy]...\n\n%s\nExit status: 0 when everything ran and was written, "
             "else 1.\n",
             launchOptionsHelp());
      return 0;
    }
    if (parseLaunchOption(word, options, error) != OptionResult::NotOurs)
      continue;
    if (startsWith(word, "-"))
      error = "unknown option '" + std::string(word) + "'; --help lists all";
    else if (!options.library.empty())
      error = "expected one library, got '" + options.library + "' and '" + argv[i] + "'";
    else
      options.library = word;
  }
  if (error.empty() && options.library.empty())
    error = "expected a library of kernels; --help tells more";
  if (error.empty())
    return launch(options);
  fprintf(stderr, "%s: error: %s\n", options.program.c_str(), error.c_str());
  return 1;
}
