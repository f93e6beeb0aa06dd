# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Compiles one function per op and element type for every target, runs them all on the same operands
# (foreign targets under QEMU) and compares a hash of each one's results. NaNs count as equal.
import argparse
import os
import re
import subprocess
import sys

FLOATS = {"f16": 10, "bf16": 7, "f32": 23, "f64": 52}  # bits of the fraction
INTS = ["i8", "i16", "i32", "i64"]
BYTES = {"i8": 1, "i16": 2, "i32": 4, "i64": 8, "f16": 2, "bf16": 2, "f32": 4, "f64": 8}
# Rows that take part in others, or are no arithmetic.
STRUCTURE = {"arith.constant", "arith.bitcast", "arith.select", "arith.extui", "arith.trunci"}

QEMU = ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"]
X86, ARM = "x86_64-linux-gnu", "aarch64-linux-gnu"
# Name: vector, pass options, triple, CPU, features, how to run.
TARGETS = {
    "x86-64-v3": ("16", "", X86, "x86-64-v3", "", []),
    "neon": ("16", "", ARM, "cortex-a72", "", QEMU),
    "neon-native": ("16", "=native-bf16 native-f16", ARM, "neoverse-v2", "", QEMU),
    "sve-128": ("[4]", "", ARM, "generic", "+sve", QEMU + ["-cpu", "max,sve-max-vq=1"]),
    "sve-native-256": ("[4]", "=native-bf16", ARM, "neoverse-v2", "", QEMU + [
        "-cpu", "max,sve-max-vq=2,sve-default-vector-length=32"]),
}

HARNESS = r"""
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#define N 8192
typedef void (*Function)(const void *, const void *, const void *, void *);
static uint8_t in[3][N * 8], out[N * 8];
static uint64_t state;
static uint64_t next(void) {
  state ^= state << 13; state ^= state >> 7; state ^= state << 17;
  return state;
}
/* Random words, words with runs of equal bits, small integers, floats around one. */
static void fill(uint8_t *to, int bytes, int fraction) {
  int bits = 8 * bytes;
  for (long i = 0; i < N; ++i) {
    uint64_t word = next(), kind = next() % 8;
    if (kind == 0) {
      uint64_t top = ~0ull << (bits - (int)(next() % bits + 1));
      word = (next() & 1 ? word | ~top : word & top) + next() % 3 - 1;
    } else if (kind == 1 && !fraction) {
      word %= 70;
    } else if (kind <= 4 && fraction) {
      uint64_t one = (1ull << (bits - 2 - fraction)) - 1;
      word = (word & ((1ull << fraction) - 1)) | (one - 4 + next() % 40) << fraction |
             (next() & 1) << (bits - 1);
    }
    memcpy(to + i * bytes, &word, bytes);
  }
}
/* The payload and the sign of a NaN are not specified. */
static void unify(uint8_t *words, int bytes, int fraction) {
  uint64_t magnitude = (1ull << (8 * bytes - 1)) - 1, infinity = magnitude >> fraction << fraction;
  for (long i = 0; i < N; ++i) {
    uint64_t word = 0;
    memcpy(&word, words + i * bytes, bytes);
    if ((word & magnitude) > infinity)
      memcpy(words + i * bytes, &magnitude, bytes);
  }
}
static void test(const char *name, Function function, int lanes, const int *bytes, int fraction,
                 int outBytes, int outFraction) {
  state = 88172645463325252ull;
  for (int i = 0; i < 3; ++i)
    if (bytes[i])
      fill(in[i], bytes[i], fraction);
  for (long i = 0; i < N; i += lanes)
    function(in[0] + i * bytes[0], in[1] + i * bytes[1], in[2] + i * bytes[2], out + i * outBytes);
  if (outFraction)
    unify(out, outBytes, outFraction);
  uint64_t hash = 14695981039346656037ull;
  for (long i = 0; i < (long)N * outBytes; ++i)
    hash = (hash ^ out[i]) * 1099511628211ull;
  printf("%s %016llx\n", name, (unsigned long long)hash);
}
static int lanes(void) {
#ifdef SCALABLE
  uint64_t words;
  __asm__("cntw %0" : "=r"(words));
  return (int)words;
#else
  return 16;
#endif
}
"""


def make_ops():
    """All ops as (name, operand types, result type, body); `<T>` stands for a vector of T."""
    ops = []

    def add(op, suffix, inputs, output, types):
        operands = ", ".join(["%x", "%y", "%z"][:len(inputs)])
        ops.append((f"{op.replace('.', '_')}_{suffix}", inputs, output,
                    f"%r = {op} {operands} : {types}"))

    def choose(op, predicate, kind):
        ops.append((f"{op.replace('.', '_')}_{predicate}_{kind}", [kind] * 2, kind,
                    f"%k = {op} {predicate}, %x, %y : <{kind}>\n"
                    f"%r = arith.select %k, %x, %y : <i1>, <{kind}>"))

    for kind in FLOATS:
        for op in "addf subf mulf divf maximumf minimumf maxnumf minnumf".split():
            add(f"arith.{op}", kind, [kind] * 2, kind, f"<{kind}>")
        for op in "sqrt floor ceil trunc round roundeven absf rsqrt".split():
            add(f"math.{op}", kind, [kind], kind, f"<{kind}>")
        for op in "exp exp2 log log2 sin cos tanh erf".split() if kind != "f64" else []:
            add(f"math.{op}", kind, [kind], kind, f"<{kind}>")
        add("math.copysign", kind, [kind] * 2, kind, f"<{kind}>")
        add("arith.negf", kind, [kind], kind, f"<{kind}>")
        add("math.fma", kind, [kind] * 3, kind, f"<{kind}>")
        for predicate in ["olt", "une", "ugt", "ord", "ueq"]:
            choose("arith.cmpf", predicate, kind)
        for op in ["isnan", "isinf", "isfinite"]:
            ops.append((f"math_{op}_{kind}", [kind], "i8",
                        f"%k = math.{op} %x : <{kind}>\n%r = arith.extui %k : <i1> to <i8>"))
        for to in FLOATS:
            if BYTES[to] != BYTES[kind]:
                op = "extf" if BYTES[to] > BYTES[kind] else "truncf"
                add(f"arith.{op}", f"{kind}_{to}", [kind], to, f"<{kind}> to <{to}>")
        for integer in INTS:
            for op in ["fptosi", "fptoui"]:
                add(f"arith.{op}", f"{kind}_{integer}", [kind], integer, f"<{kind}> to <{integer}>")
            for op in ["sitofp", "uitofp"]:
                add(f"arith.{op}", f"{integer}_{kind}", [integer], kind, f"<{integer}> to <{kind}>")
    for kind in INTS:
        for op in ("addi subi muli divsi divui remsi remui ceildivsi ceildivui floordivsi andi ori "
                   "xori shli shrsi shrui maxsi minsi maxui minui").split():
            add(f"arith.{op}", kind, [kind] * 2, kind, f"<{kind}>")
        add("math.absi", kind, [kind], kind, f"<{kind}>")
        for predicate in ["slt", "ult", "eq", "uge"]:
            choose("arith.cmpi", predicate, kind)
        if kind != "i64":
            add("arith.extsi", kind, [kind], "i64", f"<{kind}> to <i64>")
    for predicate in ["slt", "ult", "eq", "uge"]:
        ops.append((f"arith_cmpi_{predicate}_i1", ["i8", "i8"], "i8",
                    "%a = arith.trunci %x : <i8> to <i1>\n%b = arith.trunci %y : <i8> to <i1>\n"
                    f"%k = arith.cmpi {predicate}, %a, %b : <i1>\n"
                    "%r = arith.extui %k : <i1> to <i8>"))
    return ops


def check_coverage(ops, table):
    with open(table) as file:
        rows = re.findall(r'GEMS_ADMITTED\("((?:arith|math)\.\w+)"', file.read())
    tested = {match for op in ops for match in re.findall(r"(?:arith|math)\.\w+", op[3])}
    missing = [row for row in rows if row not in tested | STRUCTURE]
    if missing:
        sys.exit(f"expected a test of every row of the table, got none of {', '.join(missing)}")


def make_functions(ops, vector):
    text = ""
    for name, inputs, output, body in ops:
        text += f"llvm.func @{name}(%p0: !llvm.ptr, %p1: !llvm.ptr, %p2: !llvm.ptr, %po: !llvm.ptr) {{\n"
        for index, kind in enumerate(inputs):
            text += (f"%{'xyz'[index]} = llvm.load %p{index} {{alignment = 1 : i64}} "
                     f": !llvm.ptr -> <{kind}>\n")
        text += body + (f"\nllvm.store %r, %po {{alignment = 1 : i64}} : <{output}>, !llvm.ptr\n"
                        "llvm.return\n}\n")
    return re.sub(r"<(\w+)>", rf"vector<{vector}x\1>", text)


def make_main(ops):
    text = HARNESS
    for name, *_ in ops:
        text += f"void {name}(const void *, const void *, const void *, void *);\n"
    text += "int main(void) {\n  int count = lanes();\n"
    for name, inputs, output, _ in ops:
        sizes = ", ".join(str(BYTES[kind]) for kind in inputs)
        text += (f'  test("{name}", {name}, count, (const int[3]){{{sizes}}}, '
                 f"{FLOATS.get(inputs[0], 0)}, {BYTES[output]}, {FLOATS.get(output, 0)});\n")
    return text + "  return 0;\n}\n"


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\nfailed with {done.returncode}:\n{done.stderr[:4000]}")
    return done.stdout


def compile_and_run(ops, work, target):
    vector, options, triple, cpu, features, runner = TARGETS[target]
    base = os.path.join(work, target)
    with open(base + ".mlir", "w") as file:
        file.write(make_functions(ops, vector))
    with open(base + ".c", "w") as file:
        file.write(make_main(ops))
    run("gems-opt", base + ".mlir", "--tile-expand-numerics" + options, "--convert-math-to-llvm",
        "--convert-arith-to-llvm", "--reconcile-unrealized-casts", "-o", base + ".llvm.mlir")
    run("mlir-translate", "--mlir-to-llvmir", base + ".llvm.mlir", "-o", base + ".ll")
    machine = [f"-mtriple={triple}", f"-mcpu={cpu}", f"-mattr={features}"]
    run("opt", "-O3", *machine, base + ".ll", "-o", base + ".bc")
    run("llc", "-O3", *machine, "-relocation-model=pic", "-filetype=obj", base + ".bc", "-o",
        base + ".o")
    undefined = run("llvm-nm", "--undefined-only", "--just-symbol-name", base + ".o").split()
    if undefined:
        sys.exit(f"{target}: expected no call of a library, got {', '.join(undefined)}")
    compiler = ["gcc"] if triple == X86 else ["aarch64-linux-gnu-gcc", "-static"]
    if vector != "16":
        compiler += ["-march=armv8.2-a+sve", "-DSCALABLE"]
    run(*compiler, "-O1", base + ".c", base + ".o", "-o", base + ".exe")
    return dict(line.split() for line in run(*runner, base + ".exe").splitlines())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    parser.add_argument("--table", required=True)
    arguments = parser.parse_args()
    os.makedirs(arguments.work, exist_ok=True)
    ops = make_ops()
    check_coverage(ops, arguments.table)
    results = {target: compile_and_run(ops, arguments.work, target) for target in TARGETS}
    expected, *others = results
    failed = False
    for target in others:
        wrong = [op for op, hash in results[expected].items() if results[target].get(op) != hash]
        if wrong or len(results[target]) != len(ops):
            failed = True
            print(f"{target}: expected the bits of {expected}, got others for {', '.join(wrong)}")
    if failed:
        sys.exit(1)
    print(f"{len(ops)} functions give the same bits on {', '.join(results)}")


if __name__ == "__main__":
    main()
