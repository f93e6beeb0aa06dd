// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes change no result: kernels give the same bytes in the reference interpreter before and
// after them.
#include "Formats.h"
#include "gems/Interpreter/Interpreter.h"
#include "gems/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include <gtest/gtest.h>

using namespace mlir;

namespace gems {
namespace {

using Pipeline = void (*)(OpPassManager &);

class Meaning : public testing::Test {
protected:
  Meaning() {
    context
        .loadDialect<tile::TileDialect, arith::ArithDialect, math::MathDialect, scf::SCFDialect>();
  }

  /// Runs `@k(%in, %out, %n, %m)` over a grid of 2 x 3 programs.
  std::vector<uint8_t> run(StringRef source, Pipeline pipeline) {
    OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(source, &context);
    PassManager passes(&context);
    if (pipeline)
      pipeline(passes);
    if (!module || failed(passes.run(*module))) {
      ADD_FAILURE() << "expected a kernel that compiles, got " << source.str();
      return {};
    }
    using interp::HostArgument;
    auto in = sampleWords<uint64_t>(1024, 26);
    std::vector<uint8_t> out(16384);
    HostArgument arguments[] = {HostArgument::pointer(in.data(), in.size() * 8),
                                HostArgument::pointer(out.data(), out.size()),
                                HostArgument::integerValue(37),
                                HostArgument::integerValue(0x7fffffff)};
    EXPECT_TRUE(succeeded(interp::runInterpreted(*module, "k", {2, 3, 1}, arguments)));
    return out;
  }

  /// `format` is that of a result of floats: its NaNs count as equal.
  void check(StringRef source, const Format *format = nullptr) {
    std::vector<uint8_t> expected = unify(run(source, nullptr), format);
    Pipeline pipelines[] = {
        [](OpPassManager &passes) {
          passes.addPass(createTileCheckAdmitted());
          passes.addPass(createTileWidenIndex());
        },
        [](OpPassManager &passes) {
          passes.addPass(createTileWidenIndex());
          passes.addPass(createTileExpandNumerics());
        },
        [](OpPassManager &passes) {
          passes.addPass(createTileWidenIndex());
          passes.addPass(createTileWidenIndex());
          passes.addPass(createTileExpandNumerics({/*nativeBF16=*/true, /*nativeF16=*/true}));
          passes.addPass(createCanonicalizerPass());
          passes.addPass(createCSEPass());
        },
    };
    for (Pipeline pipeline : pipelines)
      EXPECT_EQ(expected, unify(run(source, pipeline), format)) << source.str();
  }

  static std::vector<uint8_t> unify(std::vector<uint8_t> bytes, const Format *format) {
    size_t size = format ? format->bits / 8 : bytes.size();
    for (size_t i = 0; format && i != bytes.size(); i += size) {
      uint64_t word = 0;
      memcpy(&word, &bytes[i], size);
      word = std::isnan(decode(word, *format)) ? ~uint64_t(0) : word;
      memcpy(&bytes[i], &word, size);
    }
    return bytes;
  }

  MLIRContext context;
};

const Format *findFormat(StringRef name) {
  for (const Format *format : {&f16, &bf16, &f32, &f64})
    if (name == format->name)
      return format;
  return nullptr;
}

// Sums beyond 32 bits are compared and addressed with all their bits, stored with 32.
TEST_F(Meaning, IndexValues) {
  check(R"(
tile.kernel @k(%in: !tile.ptr<i32>, %out: !tile.ptr<i32>, %n: i32, %m: i32) {
  %x = tile.program_id x
  %y = tile.program_id y
  %nx = tile.num_programs x
  %row = arith.muli %y, %nx : i32
  %id = arith.addi %row, %x : i32
  %c64 = arith.constant 64 : i32
  %base = arith.muli %id, %c64 : i32
  %out2 = tile.addptr %out, %base : !tile.ptr<i32>, i32
  %i = tile.arange : tensor<64xi32>
  %ms = tile.splat %m : i32 -> tensor<64xi32>
  %big = arith.addi %i, %ms : tensor<64xi32>
  %ns = tile.splat %n : i32 -> tensor<64xi32>
  %mask = arith.cmpi sgt, %big, %ns : tensor<64xi32>
  %off = arith.subi %big, %ms : tensor<64xi32>
  %v = tile.load %in[%off] mask %mask : !tile.ptr<i32>, tensor<64xi32>
  %w = arith.xori %v, %big : tensor<64xi32>
  %twice = arith.muli %big, %big : tensor<64xi32>
  %wide = arith.extsi %big : tensor<64xi32> to tensor<64xi64>
  %half = arith.constant dense<3> : tensor<64xi64>
  %odd = arith.divsi %wide, %half : tensor<64xi64>
  %odd32 = arith.trunci %odd : tensor<64xi64> to tensor<64xi32>
  %u = arith.addi %w, %odd32 : tensor<64xi32>
  %t = arith.xori %u, %twice : tensor<64xi32>
  tile.store %t, %out2[%off] : !tile.ptr<i32>, tensor<64xi32>
  tile.return
})");
}

TEST_F(Meaning, Loops) {
  check(R"(
tile.kernel @k(%in: !tile.ptr<i32>, %out: !tile.ptr<i32>, %n: i32, %m: i32) {
  %x = tile.program_id x
  %y = tile.program_id y
  %c0 = arith.constant 0 : i32
  %c3 = arith.constant 3 : i32
  %two = arith.constant 2 : i32
  %yy = arith.muli %y, %two : i32
  %id = arith.addi %yy, %x : i32
  %r:3 = scf.for %k = %c0 to %n step %c3 iter_args(%a = %m, %b = %c0, %c = %c0)
      -> (i32, i32, i32) : i32 {
    %a2 = arith.addi %a, %k : i32
    %b2 = arith.addi %b, %a : i32
    %over = arith.cmpi sgt, %a2, %m : i32
    %c2 = scf.if %over -> i32 {
      %p = arith.addi %c, %c3 : i32
      scf.yield %p : i32
    } else {
      scf.yield %c : i32
    }
    scf.yield %a2, %b2, %c2 : i32, i32, i32
  }
  %none = arith.subi %c0, %c3 : i32
  %z = scf.for %k = %c0 to %n step %none iter_args(%a = %c3) -> i32 : i32 {
    scf.yield %m : i32
  }
  %q = scf.for unsigned %k = %none to %c3 step %c3 iter_args(%a = %c3) -> i32 : i32 {
    scf.yield %m : i32
  }
  %c16 = arith.constant 16 : i32
  %at = arith.muli %id, %c16 : i32
  %o = tile.addptr %out, %at : !tile.ptr<i32>, i32
  tile.store %r#0, %o[%c0] : !tile.ptr<i32>, i32
  tile.store %r#1, %o[%two] : !tile.ptr<i32>, i32
  tile.store %r#2, %o[%c3] : !tile.ptr<i32>, i32
  %c4 = arith.constant 4 : i32
  tile.store %z, %o[%c4] : !tile.ptr<i32>, i32
  %c5 = arith.constant 5 : i32
  tile.store %q, %o[%c5] : !tile.ptr<i32>, i32
  tile.return
})");
}

constexpr char frame[] = R"(
tile.kernel @k(%in: !tile.ptr<T>, %out: !tile.ptr<R>, %n: i32, %m: i32) {
  %i = tile.arange : tensor<512xi32>
  %j = tile.arange 512 : tensor<512xi32>
  %x = tile.load %in[%i] : !tile.ptr<T>, tensor<512xi32>
  %y = tile.load %in[%j] : !tile.ptr<T>, tensor<512xi32>
  BODY
  tile.store %r, %out[%i] : !tile.ptr<R>, tensor<512xi32>
  tile.return
})";

/// The frame with types and a body put in; V in the body is `tensor<512x`.
std::string makeKernel(StringRef from, StringRef to, StringRef body) {
  std::string text;
  for (size_t i = 0; frame[i]; ++i) {
    StringRef rest(frame + i);
    if (rest.starts_with("BODY")) {
      for (char c : body)
        text += c == 'V' ? std::string("tensor<512x") : std::string(1, c);
      i += 3;
    } else if (rest.starts_with("<T>") || rest.starts_with("<R>")) {
      text += "<" + (rest[1] == 'T' ? from : to).str() + ">";
      i += 2;
    } else {
      text += frame[i];
    }
  }
  return text;
}

// Every element type to every other.
TEST_F(Meaning, Casts) {
  const char *types[] = {"i8", "i16", "i32", "i64", "f16", "bf16", "f32", "f64"};
  for (std::string from : types) {
    for (std::string to : types)
      for (const char *sign : {"", " unsigned"})
        check(makeKernel(from, to,
                         "%r = tile.cast %x" + std::string(sign) + " : V" + from + "> to V" + to +
                             ">"),
              findFormat(to));
    check(makeKernel(from, "i8",
                     "%b = tile.cast %x : V" + from + "> to Vi1>\n" +
                         "%r = tile.cast %b : Vi1> to Vi8>"));
    check(
        makeKernel("i8", from,
                   std::string("%b = tile.cast %x : Vi8> to Vi1>\n%r = tile.cast %b : Vi1> to V") +
                       from + ">"));
  }
}

TEST_F(Meaning, Integers) {
  for (std::string type : {"i8", "i16", "i32", "i64"})
    for (std::string op : {"addi", "muli", "divsi", "divui", "remsi", "remui", "ceildivsi",
                           "ceildivui", "floordivsi", "shli", "shrsi", "shrui", "maxsi", "minui"})
      check(makeKernel(type, type, "%r = arith." + op + " %x, %y : V" + type + ">"));
}

TEST_F(Meaning, Floats) {
  for (std::string type : {"f16", "bf16", "f32", "f64"}) {
    for (std::string op : {"arith.addf", "arith.subf", "arith.mulf", "arith.divf", "arith.maximumf",
                           "arith.minimumf", "arith.maxnumf", "arith.minnumf", "math.copysign"})
      check(makeKernel(type, type, "%r = " + op + " %x, %y : V" + type + ">"), findFormat(type));
    for (std::string op : {"sqrt", "floor", "ceil", "trunc", "round", "roundeven", "absf"})
      check(makeKernel(type, type, "%r = math." + op + " %x : V" + type + ">"), findFormat(type));
    check(makeKernel(type, type, "%r = math.fma %x, %y, %x : V" + type + ">"), findFormat(type));
  }
}

} // namespace
} // namespace gems
