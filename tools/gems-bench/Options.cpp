// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the command line of gems-bench.
#include "Options.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace gems::bench;
using llvm::StringRef;

const char *gems::bench::helpText() {
  return R"(Measures compiled kernels beside plain C++, intrinsics and a stream of the same bytes.

usage: gems-bench [--host] [--compile] [--launch] [--arm] [OPTION...]

What to measure (default: --host; several may be given):
  --host               run here, on one thread: nanoseconds a launch, ratios, and for short rows
                       the instructions executed
  --compile            the time of compiling, cold: a new process for each
  --launch             fused_add_rms_norm in f32: what a bound launch adds to a direct call; grids
                       on 1 and 2 threads beside OpenMP, oneTBB and pthreadpool, where gems was
                       built with them; the operator of libgems_kernels on them; the first launch
                       cold, from the cache and prewarmed
  --arm                AArch64 under an emulator: instructions executed and llvm-mca's cycles for
                       each element
  --all                all four

Options:
  --kernel=NAME,...    kernels (default: fused_add_rms_norm; 'all' for all)
  --type=T,...         f32, bf16, f16 (default: all)
  --shape=MxN,...      rows x elements of a row
  --block=N,...        tile sizes, for a sweep (default: that of the kernel's file)
  --cpu=CPU            of --host: compile for x86-64-v3 instead of this machine's CPU
  --target=NAME,...    of --arm and --compile: targets by name (default: all)
  --mca=CPU,...        of --arm: CPUs that llvm-mca models
  --show-loops         of --arm: print the inner loops that were found
  --checked            of --arm: ours with checks of bounds, too
  --repetitions=N      of --host, --compile and --launch: what medians are taken of
  --seconds=S          of --host and --launch: the length of a repetition
  --kernels=DIR        where the files of kernels are (default: those of the source tree)
  --json=FILE          write the results to a file too, with every sample
  --help               print this

Ratios are those of medians within one run; the versions in a row of the table run interleaved, in
random order. Every version's results are compared to those of plain C++ first.

Exit status: 0 when everything was measured, else 1.
)";
}

namespace {
/// The words of a command line, one at a time; the first error stays.
class Parser {
public:
  explicit Parser(Options &options) : options(options) {}
  std::string error;

  void parse(StringRef word) {
    auto [name, value] = word.split('=');
    if (!word.starts_with("--"))
      return fail("expected an option, got '" + word + "'; --help lists them");
    if (parseFlag(word))
      return;
    if (!word.contains('='))
      return fail("unknown option '" + word + "'; --help lists all");
    if (value.empty())
      return fail("expected a value after '" + word + "'");
    llvm::SmallVector<StringRef> items;
    value.split(items, ',');
    if (!parseValue(name, value, items))
      fail("unknown option '" + name + "'; --help lists all");
  }

private:
  void fail(const llvm::Twine &message) {
    if (error.empty())
      error = message.str();
  }

  bool parseFlag(StringRef word) {
    if (word == "--help")
      options.help = true;
    else if (word == "--show-loops")
      options.showLoops = true;
    else if (word == "--checked")
      options.withChecked = true;
    else if (word != "--host" && word != "--compile" && word != "--launch" && word != "--arm" &&
             word != "--all")
      return false;
    options.host |= word == "--host" || word == "--all";
    options.compile |= word == "--compile" || word == "--all";
    options.launch |= word == "--launch" || word == "--all";
    options.arm |= word == "--arm" || word == "--all";
    return true;
  }

  bool parseValue(StringRef name, StringRef value, llvm::ArrayRef<StringRef> items) {
    if (name == "--kernel")
      llvm::for_each(items, [&](StringRef item) { addKernel(item); });
    else if (name == "--type")
      llvm::for_each(items, [&](StringRef item) { addType(item); });
    else if (name == "--shape")
      llvm::for_each(items, [&](StringRef item) { addShape(item); });
    else if (name == "--block")
      llvm::for_each(items, [&](StringRef item) { options.blocks.push_back(number(name, item)); });
    else if (name == "--target")
      options.targets.assign(items.begin(), items.end());
    else if (name == "--mca")
      options.cpus.assign(items.begin(), items.end());
    else if (name == "--cpu")
      options.cpu = value.str();
    else if (name == "--json")
      options.json = value.str();
    else if (name == "--kernels")
      options.kernelDir = value.str();
    else if (name == "--repetitions")
      options.repetitions = unsigned(number(name, value));
    else if (name == "--seconds")
      addSeconds(value);
    else
      return false;
    return true;
  }

  int64_t number(StringRef name, StringRef text) {
    int64_t value = 0;
    if (text.getAsInteger(10, value) || value < 1 || value > (1 << 30))
      fail("expected a number from 1 to 2^30 for " + name + ", got '" + text + "'");
    return value;
  }

  void addSeconds(StringRef text) {
    if (text.getAsDouble(options.seconds) || !(options.seconds > 0 && options.seconds <= 3600))
      fail("expected a number from 0 to 3600 for --seconds, got '" + text + "'");
  }

  void addKernel(StringRef name) {
    if (name == "all")
      for (const Kernel &kernel : allKernels())
        options.kernels.push_back(kernel.name);
    else if (findKernel(name))
      options.kernels.push_back(name.str());
    else
      fail("unknown kernel '" + name + "': expected all, " +
           llvm::join(llvm::map_range(allKernels(), [](const Kernel &k) { return k.name; }), ", "));
  }

  void addType(StringRef name) {
    for (gems_type type : {GEMS_F32, GEMS_BF16, GEMS_F16})
      if (name == typeName(type))
        return options.types.push_back(type);
    fail("unknown type '" + name + "': expected f32, bf16 or f16");
  }

  void addShape(StringRef text) {
    auto [m, n] = text.split('x');
    Shape shape = {0, 0};
    // Products with strides are 32 bits wide in hand-written callers.
    if (m.getAsInteger(10, shape.m) || n.getAsInteger(10, shape.n) || shape.m < 1 || shape.n < 1 ||
        shape.m > (1 << 24) || shape.n > (1 << 24) || shape.elements() > (1 << 30))
      return fail("expected a shape MxN of up to 2^30 elements, got '" + text + "'");
    options.shapes.push_back(shape);
  }

  Options &options;
};
} // namespace

std::optional<Options> gems::bench::parseOptions(int argc, const char *const *argv,
                                                 std::string &error) {
  Options options;
  Parser parser(options);
  for (int i = 1; i < argc && parser.error.empty(); ++i)
    parser.parse(argv[i]);
  error = parser.error;
  if (!error.empty())
    return std::nullopt;
  if (!options.host && !options.compile && !options.launch && !options.arm)
    options.host = true;
  if (options.kernels.empty())
    options.kernels = {"fused_add_rms_norm"};
  if (options.types.empty())
    options.types = {GEMS_F32, GEMS_BF16, GEMS_F16};
  if (options.kernelDir.empty())
    options.kernelDir = GEMS_BENCH_KERNEL_DIR;
  return options;
}
