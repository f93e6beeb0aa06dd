// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs compiled conversions and functions of one operand over all operands, or many, and compares
// them with their definitions; or, as code for another machine, with this machine's code.
//
// A kernel is called cast_FROM_TO_s, cast_FROM_TO_u or math_FUNCTION_TYPE and has the arguments x
// and y; its parameter BLOCK says how many elements a program handles.
#include "Formats.h"
#include "Program.h"
#include "Reference.h"

#include <cinttypes>
#include <cstdio>
#include <functional>

using namespace e2e;
using namespace numbers;

namespace {

/// What a kernel computes, by its name.
struct Task {
  bool isCast = false, isUnsigned = false;
  gems_type from = GEMS_F32, to = GEMS_F32;
  const Function *function = nullptr;
};

/// An array in memory that an emulated machine sees, too.
class Words {
public:
  Words(size_t count, unsigned width)
      : bytes(static_cast<uint8_t *>(Pool::get().allocate(count * 8))), size((width + 7) / 8) {}
  ~Words() { Pool::get().release(bytes); }
  Words(const Words &) = delete;
  void *data() { return bytes; }
  uint64_t get(size_t index) const {
    return size == 1   ? bytes[index]
           : size == 2 ? reinterpret_cast<const uint16_t *>(bytes)[index]
           : size == 4 ? reinterpret_cast<const uint32_t *>(bytes)[index]
                       : reinterpret_cast<const uint64_t *>(bytes)[index];
  }
  void set(size_t index, uint64_t word) {
    if (size == 4)
      reinterpret_cast<uint32_t *>(bytes)[index] = static_cast<uint32_t>(word);
    else
      memcpy(bytes + index * size, &word, size);
  }

private:
  uint8_t *bytes;
  size_t size;
};

struct Options {
  uint64_t stride = 4099;
  std::string against, emulator, filter;
};

} // namespace

static gems_type parseType(const std::string &name) {
  for (gems_type type :
       {GEMS_I1, GEMS_I8, GEMS_I16, GEMS_I32, GEMS_I64, GEMS_F16, GEMS_BF16, GEMS_F32, GEMS_F64})
    if (name == gems_type_name(type))
      return type;
  stop("expected a type, got '" + name + "'");
}

static Task parseTask(const std::string &name) {
  std::vector<std::string> words(1);
  for (char c : name)
    if (c == '_')
      words.emplace_back();
    else
      words.back() += c;
  Task task;
  if (words.size() == 4 && words[0] == "cast") {
    task.isCast = true;
    task.from = parseType(words[1]);
    task.to = parseType(words[2]);
    task.isUnsigned = words[3] == "u";
    return task;
  }
  task.function = words.size() == 3 && words[0] == "math" ? findFunction(words[1]) : nullptr;
  if (!task.function)
    stop("expected a kernel cast_FROM_TO_s, cast_FROM_TO_u or math_FUNCTION_TYPE, got '" + name +
         "'");
  task.from = task.to = parseType(words[2]);
  return task;
}

/// Operands of 64 bits that lie next to what conversions round at: words with long runs of equal
/// bits, and numbers near those of narrower types.
static std::vector<uint64_t> sampleWide(gems_type type, size_t count) {
  auto words = gems::sampleWords<uint64_t>(count, 1);
  if (type != GEMS_F64)
    return words;
  auto near = gems::sampleNearIntegers<uint64_t>(count, 2);
  auto singles = gems::sampleWords<uint32_t>(count, 3);
  for (size_t i = 0; i < words.size(); ++i) {
    if (i % 3 == 1)
      words[i] = near[i];
    if (i % 3 != 2)
      continue;
    float single;
    memcpy(&single, &singles[i], sizeof(single));
    double value = single;
    memcpy(&words[i], &value, sizeof(value));
    words[i] += i / 3 % 3 - 1;
  }
  return words;
}

namespace {

/// The operands of a type in their order.
class Operands {
public:
  Operands(gems_type type, uint64_t stride) : stride(widthOf(type) == 32 ? stride : 1) {
    unsigned width = widthOf(type);
    if (width == 64)
      sample = sampleWide(type, std::min<uint64_t>((uint64_t(1) << 32) / stride, 1 << 24));
    count =
        width == 64 ? sample.size() : ((uint64_t(1) << width) + this->stride - 1) / this->stride;
  }
  uint64_t size() const { return count; }
  uint64_t get(uint64_t index) const { return sample.empty() ? index * stride : sample[index]; }

private:
  uint64_t stride, count;
  std::vector<uint64_t> sample;
};

/// One kernel on one machine, or the same kernel on two.
class Check {
public:
  Check(const Program &program, const Program *other, const Options &options)
      : program(program), other(other), task(parseTask(program.name())),
        operands(task.from, options.stride) {}

  bool run() {
    int64_t block = program.integerParam("BLOCK");
    // Whole programs; the last operands come again.
    size_t chunk = static_cast<size_t>(std::max<int64_t>(1, (1 << 20) / block) * block);
    chunk = std::min<size_t>(chunk, (operands.size() + block - 1) / block * block);
    Words x(chunk, widthOf(task.from)), y(chunk, widthOf(task.to)), z(chunk, widthOf(task.to));
    for (uint64_t start = 0; start < operands.size() && numWrong < 5; start += chunk) {
      for (size_t i = 0; i < chunk; ++i)
        x.set(i, operands.get(std::min<uint64_t>(start + i, operands.size() - 1)));
      launch(program, x, y, chunk / block);
      if (other)
        launch(*other, x, z, chunk / block);
      for (size_t i = 0; i < chunk; ++i)
        check(x.get(i), y.get(i), z.get(i));
    }
    report();
    return numWrong == 0;
  }

private:
  void launch(const Program &which, Words &x, Words &y, int64_t numPrograms) {
    auto stored = [](gems_type type) { return type == GEMS_I1 ? GEMS_I8 : type; };
    Launch(which)
        .array("x", stored(task.from), x.data())
        .array("y", stored(task.to), y.data())
        .run(numPrograms);
  }

  void check(uint64_t operand, uint64_t got, uint64_t others) {
    if (other) {
      if (!isSame(got, others, task.to))
        complain(operand, got, others);
    } else if (task.isCast) {
      uint64_t expected = convert(operand, task.from, task.to, task.isUnsigned);
      if (!isSame(got, expected, task.to))
        complain(operand, expected, got);
    } else {
      checkFunction(operand, got);
    }
  }

  void checkFunction(uint64_t operand, uint64_t got) {
    double exact = task.function->reference(double(valueOf(operand, task.from, false)));
    double error = measure(got, exact, task.to);
    if (error > most) {
      most = error;
      mostAt = operand;
    }
    // Halves are computed in f32 and rounded.
    double bound = task.function->bound;
    if (widthOf(task.to) == 16 && bound > 0)
      bound = .51;
    if (error > bound)
      complain(operand, static_cast<uint64_t>(-1), got);
  }

  void complain(uint64_t operand, uint64_t expected, uint64_t got) {
    if (++numWrong > 5)
      return;
    printf("%s of %" PRIx64 ": expected ", program.name().c_str(), operand);
    if (task.isCast || other)
      printf("%" PRIx64, expected);
    else
      printf("an error of at most %g ulp", task.function->bound);
    printf(", got %" PRIx64 "\n", got);
  }

  void report() {
    printf("%-20s %10" PRIu64 " operands, ", program.name().c_str(), operands.size());
    if (numWrong)
      printf("WRONG\n");
    else if (other)
      printf("the same bits\n");
    else if (task.isCast)
      printf("all right\n");
    else
      printf("at most %.4f ulp, at %" PRIx64 "\n", most, mostAt);
    fflush(stdout);
  }

  const Program &program;
  const Program *other;
  Task task;
  Operands operands;
  uint64_t numWrong = 0, mostAt = 0;
  double most = 0;
};

} // namespace

static bool runLibraries(const std::string &library, const Options &options) {
  std::unique_ptr<Machine> here = makeMachine(""), there;
  std::vector<const gems_kernel_info *> kernels = here->load(library), others;
  if (!options.against.empty()) {
    there = makeMachine(options.emulator);
    others = there->load(options.against);
    printf("%s against %s\n", Program(*kernels.front(), *here).describe().c_str(),
           Program(*others.front(), *there).describe().c_str());
  } else {
    printf("%s\n", Program(*kernels.front(), *here).describe().c_str());
  }
  bool isRight = true;
  for (size_t i = 0; i < kernels.size(); ++i) {
    Program program(*kernels[i], *here);
    if (program.name().find(options.filter) == std::string::npos)
      continue;
    if (others.empty()) {
      isRight &= Check(program, nullptr, options).run();
      continue;
    }
    Program other(*others[i], *there);
    isRight &= Check(program, &other, options).run();
  }
  return isRight;
}

int main(int argc, char **argv) {
  Options options;
  std::string library, stride;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (takePrefix(word, "--stride=", stride))
      options.stride = std::max(1ULL, strtoull(stride.c_str(), nullptr, 10));
    else if (!takePrefix(word, "--against=", options.against) &&
             !takePrefix(word, "--emulator=", options.emulator) &&
             !takePrefix(word, "--filter=", options.filter) && library.empty())
      library = word;
  }
  if (library.empty())
    stop("usage: gems-numbers LIBRARY.so [--stride=N] [--filter=TEXT] [--against=LIBRARY.so "
         "[--emulator=COMMAND]]");
  bool isRight = runLibraries(library, options);
  printf("%s\n", isRight ? "all right" : "FAILED");
  return isRight ? 0 : 1;
}
