# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles every conversion and every function of one operand, and checks what they compute.

usage: numbers.py --bin=FOLDER --work=DIR [--targets=host,avx2,neon,sve] [--types=LIST]
                  [--kinds=cast,math] [--stride=N] [--block=N]

Operands of up to 16 bits are all tried, those of 32 bits in steps of N (1 for all), those of 64
bits by a sample of numbers near which conversions round. The host's code is compared with the
definitions, the code for other targets with the host's, bit for bit.
"""
import argparse
import os
import subprocess
import sys

FLOATS = ["f16", "bf16", "f32", "f64"]
TYPES = ["i1", "i8", "i16", "i32", "i64"] + FLOATS
FUNCTIONS = "exp exp2 log log2 sin cos tanh erf rsqrt".split()
EXACT = "sqrt floor ceil trunc round roundeven absf".split()
QEMU = "qemu-aarch64 -L /usr/aarch64-linux-gnu -cpu max"
# Options of gems-compile, and the emulator.
TARGETS = {
    "host": ([], ""),
    "avx2": (["--cpu=x86-64-v3"], ""),
    "neon": (["--target=aarch64-linux-gnu"], QEMU + ",sve=off"),
    "neon-v2": (["--target=aarch64-linux-gnu", "--cpu=neoverse-v2", "--features=-sve"],
                QEMU + ",sve=off"),
    "sve": (["--target=aarch64-linux-gnu", "--cpu=neoverse-v2"],
            QEMU + ",sve-max-vq=2,sve-default-vector-length=32"),
}

KERNEL = """
tile.kernel @{name}(%x: !tile.ptr<{x}>, %y: !tile.ptr<{y}>) {{
  %block = arith.constant #BLOCK
  %pid = tile.program_id x
  %first = arith.muli %pid, %block : i32
  %xs = tile.addptr %x, %first : !tile.ptr<{x}>, i32
  %ys = tile.addptr %y, %first : !tile.ptr<{y}>, i32
  %lanes = tile.arange : !tile.tile<BLOCK x i32>
  %v = tile.load %xs[%lanes] : !tile.ptr<{x}>, !tile.tile<BLOCK x i32>
{body}
  tile.store %r, %ys[%lanes] : !tile.ptr<{y}>, !tile.tile<BLOCK x i32>
  tile.return
}}
"""


def tile(kind):
    return f"!tile.tile<BLOCK x {kind}>"


def cast_kernel(start, to, sign):
    """Bits are no numbers in memory: an i1 comes from, and goes to, an i8 that is 0 or 1."""
    body, source, result = "", "%v", "%r"
    if start == "i1":
        source = "%bit"
        body += f"  %bit = arith.trunci %v : {tile('i8')} to {tile('i1')}\n"
    if to == "i1":
        result = "%bit_out"
    unsigned = " unsigned" if sign == "u" else ""
    body += f"  {result} = tile.cast {source}{unsigned} : {tile(start)} to {tile(to)}"
    if to == "i1":
        body += f"\n  %r = arith.extui %bit_out : {tile('i1')} to {tile('i8')}"
    stored = {"i1": "i8"}
    return KERNEL.format(name=f"cast_{start}_{to}_{sign}", x=stored.get(start, start),
                         y=stored.get(to, to), body=body)


def math_kernel(function, kind):
    op = "arith.negf" if function == "negf" else "math." + function
    return KERNEL.format(name=f"math_{function}_{kind}", x=kind, y=kind,
                         body=f"  %r = {op} %v : {tile(kind)}")


def make_kernels(kind, kinds):
    """All conversions from a type, and all functions of it."""
    text = "#BLOCK = #tile.param<BLOCK : i32 = 1024>\n"
    if "cast" in kinds:
        for to in TYPES:
            signs = "s" if kind in FLOATS and to in FLOATS else "su"
            if to != kind:
                text += "".join(cast_kernel(kind, to, sign) for sign in signs)
    if "math" in kinds and kind in FLOATS:
        functions = EXACT + ["negf"] + (FUNCTIONS if kind != "f64" else [])
        text += "".join(math_kernel(function, kind) for function in functions)
    return text


def compile_for(args, source, target):
    library = f"{os.path.splitext(source)[0]}-{target}.so"
    command = [os.path.join(args.bin, "gems-compile"), source, "--emit=shared", "-o", library,
               "-D", f"BLOCK={args.block}"] + TARGETS[target][0]
    if subprocess.run(command).returncode:
        sys.exit(f"numbers.py: error: '{' '.join(command)}' failed")
    return library


def check(args, kind):
    source = os.path.join(args.work, kind + ".mlir")
    with open(source, "w") as file:
        file.write(make_kernels(kind, args.kinds.split(",")))
    host = compile_for(args, source, "host")
    failed = False
    for target in args.targets.split(","):
        command = [os.path.join(args.bin, "gems-numbers"), host, f"--stride={args.stride}"]
        if target != "host":
            emulator = TARGETS[target][1]
            if emulator:
                emulator += " " + os.path.join(args.bin, "gems-e2e-aarch64")
            command += ["--against=" + compile_for(args, source, target), "--emulator=" + emulator]
        sys.stdout.flush()
        failed |= subprocess.run(command).returncode != 0
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--targets", default="host,avx2,neon,neon-v2,sve")
    parser.add_argument("--types", default=",".join(TYPES))
    parser.add_argument("--kinds", default="cast,math")
    parser.add_argument("--stride", type=int, default=4099)
    parser.add_argument("--block", type=int, default=1021)
    args = parser.parse_args()
    os.makedirs(args.work, exist_ok=True)
    failed = [kind for kind in args.types.split(",") if check(args, kind)]
    if failed:
        sys.exit("numbers.py: error: wrong results of " + ", ".join(failed))
    print("numbers: all right")


main()
