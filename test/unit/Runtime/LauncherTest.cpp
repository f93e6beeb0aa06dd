// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command line of gems-launch, from words to files.
#include "TestLibrary.h"

#include "gems/Runtime/Launcher.h"
#include "gems/Runtime/Npy.h"

#include <cstring>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace gems;

namespace {

struct Result {
  int status;
  std::string out, error;
};

Result run(std::vector<std::string> words) {
  words.insert(words.begin(), "gems-launch");
  std::vector<const char *> argv;
  for (const std::string &word : words)
    argv.push_back(word.c_str());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Result result;
  result.status = launchMain(static_cast<int>(argv.size()), argv.data());
  result.out = testing::internal::GetCapturedStdout();
  result.error = testing::internal::GetCapturedStderr();
  return result;
}

/// Runs a kernel of the test library; `words` may replace any default.
Result runKernel(const std::string &kernel, const std::vector<std::string> &words) {
  std::vector<std::string> all = {testLibraryPath(), "--kernel=" + kernel};
  all.insert(all.end(), words.begin(), words.end());
  return run(all);
}

std::string refusal(const Result &result) {
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.out, "");
  const std::string start = "gems-launch: error: ";
  EXPECT_EQ(result.error.substr(0, start.size()), start);
  if (result.error.size() <= start.size())
    return "";
  EXPECT_EQ(result.error.find('\n'), result.error.size() - 1) << "one line";
  return result.error.substr(start.size(), result.error.size() - start.size() - 1);
}

template <typename T> std::vector<T> readArray(const std::string &path) {
  NpyArray array;
  std::string error;
  EXPECT_TRUE(readNpy(path, array, error)) << error;
  unlink(path.c_str());
  auto *data = reinterpret_cast<const T *>(array.data());
  return std::vector<T>(data, data + array.header.numElements);
}

const std::vector<std::string> addArgs = {"--grid=7", "--arg=x=arange:100", "--arg=y=ones:100",
                                          "--arg=out=zeros:10x10", "--arg=N=100"};

std::vector<std::string> with(std::vector<std::string> words, const std::string &word) {
  words.push_back(word);
  return words;
}

std::vector<std::string> without(std::vector<std::string> words, size_t index) {
  words.erase(words.begin() + static_cast<ptrdiff_t>(index));
  return words;
}

TEST(Launcher, WritesResultsAndTellsWhatItDid) {
  std::string path = temporaryPath("out.npy");
  Result result = runKernel("add", with(addArgs, "--out=out=" + path));
  ASSERT_EQ(result.status, 0) << result.error;
  EXPECT_EQ(result.error, "");
  EXPECT_NE(result.out.find("kernel  add from "), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("params  BLOCK = 16, T = f32\n"), std::string::npos);
  EXPECT_NE(result.out.find("grid    7: 7 programs on 1 thread\n"), std::string::npos);
  EXPECT_NE(result.out.find("        out  f32[10x10]  zeros:10x10\n"), std::string::npos);
  EXPECT_NE(result.out.find("out = [1, 2, 3, 4, ...]\n"), std::string::npos) << result.out;
  std::vector<float> out = readArray<float>(path);
  ASSERT_EQ(out.size(), 100u);
  for (size_t i = 0; i < out.size(); ++i)
    EXPECT_EQ(out[i], float(i + 1));
}

TEST(Launcher, IsQuiet) {
  Result result = runKernel("add", with(addArgs, "--quiet"));
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_EQ(result.out + result.error, "");
}

TEST(Launcher, LaunchesFromMemory) {
  LaunchOptions options;
  options.library = "in memory";
  options.bytes = testLibrary().data();
  options.numBytes = testLibrary().size();
  options.kernel = "poke";
  options.grid = "1";
  options.args = {"bytes=zeros:1", "at=0", "value=7"};
  options.quiet = true;
  EXPECT_EQ(launch(options), 0);
  options.numBytes -= 1;
  testing::internal::CaptureStderr();
  EXPECT_EQ(launch(options), 1);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("'in memory' is cut short"),
            std::string::npos);
}

TEST(Launcher, Measures) {
  Result result = runKernel("add", with(with(addArgs, "--quiet"), "--time"));
  EXPECT_EQ(result.status, 0) << result.error;
  EXPECT_EQ(result.out.substr(0, 8), "median  ");
}

TEST(Launcher, HelpsItself) {
  Result result = run({"--help"});
  EXPECT_EQ(result.status, 0);
  EXPECT_NE(result.out.find("--misalign=K"), std::string::npos);
}

TEST(Launcher, RefusesWrongWords) {
  EXPECT_EQ(refusal(run({})), "expected a library of kernels; --help tells more");
  EXPECT_EQ(refusal(run({"a.so", "b.so"})), "expected one library, got 'a.so' and 'b.so'");
  EXPECT_EQ(refusal(run({"a.so", "--gird=3"})), "unknown option '--gird=3'; --help lists all");
  EXPECT_EQ(refusal(run({"--grid=1", "--grid=2"})), "--grid is given twice");
  EXPECT_EQ(refusal(run({"--grid="})), "--grid: expected a value, got nothing");
  EXPECT_EQ(refusal(run({"--grid", "3"})), "expected --grid=VALUE, got '--grid'");
  EXPECT_EQ(refusal(run({"--arg", "3"})), "expected --arg=NAME=..., got '--arg'");
}

TEST(Launcher, RefusesWrongNumbers) {
  for (const char *grid : {"-1", "1,2,3,4", "x", "1,", ",1", "1,,1", "1.5", "2147483648", " 1",
                           "1;1", "99999999999999999999"})
    EXPECT_EQ(refusal(runKernel("add", {std::string("--grid=") + grid})),
              std::string("--grid: expected X[,Y[,Z]], each 0..2147483647, got '") + grid + "'");
  EXPECT_EQ(refusal(runKernel("add", {})), "expected --grid=X[,Y[,Z]], got no grid");
  EXPECT_EQ(refusal(runKernel("add", {"--grid=2147483647,2147483647,2147483647"})),
            "grid: expected fewer than 2^63 programs, got 2147483647 x 2147483647 x 2147483647");
  EXPECT_EQ(refusal(runKernel("add", {"--grid=1", "--threads=0"})),
            "--threads: expected a number 1..1024, got '0'");
  EXPECT_EQ(refusal(runKernel("add", {"--grid=1", "--misalign=64"})),
            "--misalign: expected a number 0..63, got '64'");
  refusal(runKernel("add", {"--grid=1", "--seed=x"}));
}

TEST(Launcher, RefusesWrongLibraries) {
  EXPECT_EQ(refusal(run({"no/such.so", "--grid=1"})),
            "cannot open 'no/such.so': No such file or directory");
  EXPECT_EQ(refusal(run({testLibraryPath(), "--grid=1"})),
            "'" + testLibraryPath() +
                "' has 4 kernels; choose one with --kernel=add, count, poke, store");
  EXPECT_EQ(refusal(runKernel("sub", {"--grid=1"})),
            "'" + testLibraryPath() + "' has no kernel 'sub'; it has: add, count, poke, store");
}

TEST(Launcher, RefusesWrongArguments) {
  auto refused = [](size_t index, const std::string &word) {
    return refusal(runKernel("add", with(without(addArgs, index), word)));
  };
  EXPECT_EQ(refusal(runKernel("add", without(addArgs, 4))),
            "argument 'N' of kernel 'add' is missing: expected a scalar i32");
  EXPECT_EQ(refusal(runKernel("add", with(addArgs, "--arg=M=3"))),
            "kernel 'add' has no argument 'M'; it has: x, y, out, N");
  EXPECT_EQ(refusal(runKernel("add", with(addArgs, "--arg=N=3"))),
            "argument 'N' of kernel 'add' is given twice");
  EXPECT_EQ(refused(4, "--arg=N=1.5"), "argument 'N' of kernel 'add': expected an integer of type "
                                       "i32 (-2147483648..2147483647), got '1.5'");
  EXPECT_EQ(refused(4, "--arg=N=zeros:3"),
            "argument 'N' of kernel 'add': expected a scalar i32, got an array ('zeros:3')");
  EXPECT_EQ(refused(4, "--arg=N=x.npy"),
            "argument 'N' of kernel 'add': expected a scalar i32, got an array ('x.npy')");
  EXPECT_EQ(refused(1, "--arg=x=3"), "argument 'x' of kernel 'add': expected an array of f32 (such "
                                     "as randn:64x896 or FILE.npy), got '3'");
  EXPECT_EQ(refused(1, "--arg=x=no/such.npy"),
            "argument 'x' of kernel 'add': cannot open 'no/such.npy': No such file or directory");
  EXPECT_EQ(refused(1, "--arg=x"), "expected --arg=NAME=SPEC, got 'x'");
  EXPECT_EQ(refused(1, "--arg=x="), "expected --arg=NAME=SPEC, got 'x='");
  EXPECT_EQ(refused(1, "--arg==3"), "expected --arg=NAME=SPEC, got '=3'");
  EXPECT_EQ(refused(1, "--arg=x=rand:10000000x10000000"),
            "no memory for argument 'x' of shape 10000000x10000000");
}

TEST(Launcher, RefusesArraysOfAnotherType) {
  std::string path = temporaryPath("double.npy"), error;
  double value = 1;
  ASSERT_TRUE(writeNpy(path, GEMS_F64, {1}, &value, error));
  EXPECT_EQ(
      refusal(runKernel("add", with(without(addArgs, 1), "--arg=x=" + path))),
      "argument 'x' of kernel 'add': expected an array of f32 (dtype <f4), got dtype <f8 in '" +
          path + "'");
  unlink(path.c_str());
}

TEST(Launcher, RefusesWrongOutputs) {
  auto refused = [](const std::string &word) {
    return refusal(runKernel("add", with(addArgs, word)));
  };
  EXPECT_EQ(refused("--out=N=a.npy"),
            "--out: expected an array, got argument 'N' of kernel 'add', a scalar i32");
  EXPECT_EQ(refused("--out=z=a.npy"), "kernel 'add' has no argument 'z'; it has: x, y, out, N");
  EXPECT_EQ(refused("--out=x=no/such/a.npy"),
            "cannot write 'no/such/a.npy': the folder 'no/such/' does not exist");
  EXPECT_EQ(refused("--out=x"), "expected --out=NAME=FILE.npy, got 'x'");
  EXPECT_EQ(refusal(runKernel("add", with(with(addArgs, "--out=x=a.npy"), "--out=y=a.npy"))),
            "--out: argument 'y' of kernel 'add' or file 'a.npy' is given twice");
}

TEST(Launcher, ReadsEveryTypeOfScalar) {
  std::vector<std::string> words = {"--grid=1", "--quiet"};
  for (const char *word :
       {"half_ptr=zeros:1", "half=1.5", "brain_ptr=zeros:1", "brain=-2", "wide_ptr=zeros:1",
        "wide=1e300", "short_ptr=zeros:1", "short=-5", "flag=1"})
    words.push_back(std::string("--arg=") + word);
  std::vector<std::string> paths;
  for (const char *name : {"half_ptr", "brain_ptr", "wide_ptr", "short_ptr"}) {
    paths.push_back(temporaryPath(std::string(name) + ".npy"));
    words.push_back(std::string("--out=") + name + "=" + paths.back());
  }
  Result result = runKernel("store", words);
  ASSERT_EQ(result.status, 0) << result.error;
  EXPECT_EQ(readArray<uint16_t>(paths[0])[0], 0x3e00);
  EXPECT_EQ(readArray<uint16_t>(paths[1])[0], 0xc000);
  EXPECT_EQ(readArray<double>(paths[2])[0], 1e300);
  EXPECT_EQ(readArray<int16_t>(paths[3])[0], -4);
}

TEST(Launcher, FindsWritesOutsideOfArrays) {
  auto poke = [](const char *at, const char *extra = "--quiet") {
    return runKernel("poke", {"--grid=1", "--arg=bytes=zeros:100", "--arg=value=7",
                              std::string("--arg=at=") + at, extra});
  };
  EXPECT_EQ(poke("0").status, 0);
  EXPECT_EQ(poke("99").status, 0);
  EXPECT_EQ(refusal(poke("100")), "kernel 'poke' wrote outside argument 'bytes': 1 bytes past its "
                                  "last byte");
  EXPECT_EQ(refusal(poke("-1")), "kernel 'poke' wrote outside argument 'bytes': 1 bytes before its "
                                 "first byte");
  for (const char *at : {"-4000", "4100", "163"})
    EXPECT_EQ(poke(at).status, 1) << at;
  EXPECT_EQ(poke("100", "--misalign=5").status, 1);
  EXPECT_EQ(poke("-1", "--misalign=5").status, 1);
}

TEST(Launcher, SplitsTheGridOverThreads) {
  for (int threads : {1, 2, 3, 8, 100})
    for (int grid : {0, 1, 2, 7, 8, 64}) {
      std::string programs = temporaryPath("programs.npy"), ranges = temporaryPath("ranges.npy");
      Result result = runKernel(
          "count", {"--grid=" + std::to_string(grid), "--threads=" + std::to_string(threads),
                    "--arg=programs=zeros:65", "--arg=ranges=zeros:65",
                    "--out=programs=" + programs, "--out=ranges=" + ranges, "--quiet"});
      ASSERT_EQ(result.status, 0) << result.error;
      std::vector<int64_t> counts = readArray<int64_t>(programs);
      for (int i = 0; i < 65; ++i)
        EXPECT_EQ(counts[static_cast<size_t>(i)], i < grid);
      int64_t numRanges = 0;
      for (int64_t count : readArray<int64_t>(ranges))
        numRanges += count;
      // Whoever takes part takes several ranges.
      if (threads == 1 || grid <= 1)
        EXPECT_EQ(numRanges, std::min(1, grid));
      else
        EXPECT_GE(numRanges, std::min(threads, grid));
    }
}

/// x is 100 elements of arange; out shares its memory, K further on.
std::vector<float> overlap(const std::string &spec, const std::string &name) {
  std::string path = temporaryPath("overlap.npy");
  Result result =
      runKernel("add", {"--grid=0", "--arg=x=arange:100", "--arg=y=ones:100", "--arg=out=" + spec,
                        "--arg=N=100", "--quiet", "--out=" + name + "=" + path});
  EXPECT_EQ(result.status, 0) << result.error;
  return readArray<float>(path);
}

TEST(Launcher, SharesMemoryBetweenArguments) {
  EXPECT_EQ(overlap("@x", "out"), overlap("@x", "x"));
  std::vector<float> later = overlap("@x+10", "out"), earlier = overlap("@x-10", "out");
  ASSERT_EQ(later.size(), 100u);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(later[size_t(i)], i < 90 ? i + 10 : 0);
    EXPECT_EQ(earlier[size_t(i)], i < 10 ? 0 : i - 10);
    EXPECT_EQ(overlap("@x-10", "x")[size_t(i)], i);
  }
  std::vector<float> filled = overlap("@x-2=full:-1:5", "out");
  EXPECT_EQ(filled, (std::vector<float>{-1, -1, 0, 1, 2}));
  EXPECT_EQ(overlap("@x+1000=full:-1:2", "out"), (std::vector<float>{-1, -1}));
}

TEST(Launcher, RunsOnSharedMemory) {
  std::string path = temporaryPath("shared.npy");
  Result result = runKernel("add", {"--grid=7", "--arg=x=ones:100", "--arg=y=ones:100",
                                    "--arg=out=@x+1", "--arg=N=100", "--out=out=" + path});
  ASSERT_EQ(result.status, 0) << result.error;
  std::vector<float> out = readArray<float>(path);
  for (size_t i = 0; i < 100; ++i)
    EXPECT_EQ(out[i], float(i + 2)) << "each element adds 1 to the one before";
}

TEST(Launcher, RefusesWrongSharing) {
  auto refused = [](const std::string &spec) {
    return refusal(runKernel(
        "add", {"--grid=1", "--arg=x=arange:100", "--arg=y=@x", "--arg=N=3", "--arg=out=" + spec}));
  };
  for (const char *name : {"z", "N", "y", "out"})
    EXPECT_EQ(
        refused(std::string("@") + name),
        std::string("argument 'out' of kernel 'add': expected the name of an array with memory "
                    "of its own in '@") +
            name + "', got '" + name + "'");
  EXPECT_EQ(refused("@x+1=3"), "argument 'out' of kernel 'add': expected an array of its own after "
                               "'=' in '@x+1=3', got '3'");
  EXPECT_EQ(
      refusal(runKernel("store", {"--grid=1", "--arg=half_ptr=zeros:1", "--arg=half=0",
                                  "--arg=brain_ptr=@half_ptr", "--arg=brain=0",
                                  "--arg=wide_ptr=zeros:1", "--arg=wide=0",
                                  "--arg=short_ptr=zeros:1", "--arg=short=0", "--arg=flag=0"})),
      "argument 'brain_ptr' of kernel 'store': expected an array of bf16, got '@half_ptr', "
      "which is of f16");
}

TEST(Launcher, PassesOptionsOn) {
  LaunchOptions options, again;
  std::string error;
  const std::vector<std::string> words = {
      "--grid=3,4",  "--arg=x=@y+1=rand:3", "--arg=N=3", "--out=x=a.npy", "--seed=-5",
      "--threads=2", "--kernel=k",          "--time",    "--quiet"};
  for (const std::string &word : words)
    ASSERT_EQ(parseLaunchOption(word, options, error), OptionResult::Taken) << word;
  for (const std::string &word : formatLaunchOptions(options))
    ASSERT_EQ(parseLaunchOption(word, again, error), OptionResult::Taken) << word;
  EXPECT_EQ(again.args, options.args);
  EXPECT_EQ(again.outs, options.outs);
  EXPECT_EQ(formatLaunchOptions(options), formatLaunchOptions(again));
  EXPECT_EQ(formatLaunchOptions(options).size(), words.size());
  EXPECT_EQ(parseLaunchOption("--cpu=x", options, error), OptionResult::NotOurs);
}

} // namespace
