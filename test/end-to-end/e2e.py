# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles kernels for a target and runs them there, or under an emulator.

  e2e.py check KERNEL.mlir... --targets=LIST --work=DIR [-D NAME=V,V...]... [--diagonal=K]
      compiles for every combination of the values (or K-shifted pairs of them, which reach every
      value of each parameter) and lets gems-e2e check what the kernel does

  e2e.py compare KERNEL.mlir --work=DIR [--targets=LIST]
      launches every CASE line of the file in the reference interpreter and, compiled, on every
      target, and compares all arrays bit for bit; a NaN is as good as any other. Lines read:
        // PARAMS: T=f32,f16 BLOCK=16,100   every combination
        // CASE: --grid=.. --arg=..         options of gems-launch
        // ULPS: 2                          results may be so far away
        // SVE: 256                         run at this length only, where there are many launches
        // SAME: out                        compiled, all cases leave the same bits in this array
"""
import argparse
import itertools
import os
import shlex
import struct
import subprocess
import sys

ARM = ["--target=aarch64-linux-gnu"]
# What to compile for, and the vector lengths to run at.
TARGETS = {
    "host": ([], [None]),
    "avx2": (["--cpu=x86-64-v3"], [None]),
    "neon": (ARM + ["--cpu=generic"], [0]),
    "neon-v2": (ARM + ["--cpu=neoverse-v2", "--features=-sve"], [0]),
    "sve-128": (ARM + ["--cpu=neoverse-v2"], [128]),
    "sve-256": (ARM + ["--cpu=neoverse-v2"], [256]),
    "sve-512": (ARM + ["--cpu=neoverse-v2"], [512]),
    "sve": (ARM + ["--cpu=neoverse-v2"], [128, 256, 512]),
}
ALL_TARGETS = "host,avx2,neon,neon-v2,sve"


def fail(message):
    sys.exit("e2e.py: error: " + message)


def run(command, **options):
    try:
        return subprocess.run(command, text=True, **options)
    except FileNotFoundError:
        fail("expected the program '%s', which is not installed" % command[0])


def emulator(bits):
    """The words before a program: none on the host; SVE of `bits` bits, or no SVE (0)."""
    if bits is None:
        return []
    cpu = "max,sve=off"
    if bits:
        cpu = "max,sve-max-vq=%d,sve-default-vector-length=%d" % (bits // 128, bits // 8)
    return ["qemu-aarch64", "-cpu", cpu, "-L", "/usr/aarch64-linux-gnu"]


def program(args, name, bits):
    return emulator(bits) + [os.path.join(args.bin, name + ("" if bits is None else "-aarch64"))]


def compile_kernel(args, kernel, flags, params, output):
    command = [os.path.join(args.bin, "gems-compile"), kernel, "--emit=shared", "-o", output]
    for name, value in params:
        command += ["-D", "%s=%s" % (name, value)]
    result = run(command + flags)
    if result.returncode:
        fail("'%s' failed" % " ".join(command + flags))


def combinations(lists, diagonal=None):
    """Lists of (name, value): all, or as many as the longest list has values."""
    if diagonal is None or len(lists) < 2:
        return list(itertools.product(*[[(n, v) for v in values] for n, values in lists]))
    size = max(len(values) for _, values in lists)
    return [tuple((name, values[(i + (diagonal if k else 0)) % len(values)])
                  for k, (name, values) in enumerate(lists)) for i in range(size)]


def read_params(words):
    return [(name, values.split(",")) for name, values in (word.split("=") for word in words)]


def check(args):
    failed = False
    for target in args.targets.split(","):
        flags, lengths = TARGETS[target]
        libraries = []
        for kernel in args.kernels:
            # A parameter that a kernel lacks is not given to it.
            text = open(kernel).read()
            lists = [p for p in read_params(args.D) if "tile.param<%s :" % p[0] in text]
            for number, params in enumerate(combinations(lists, args.diagonal)):
                name = os.path.splitext(os.path.basename(kernel))[0]
                output = os.path.join(args.work, "%s-%s-%d.so" % (name, target, number))
                compile_kernel(args, kernel, flags, params, output)
                libraries.append(output)
        for bits in lengths:
            command = program(args, "gems-e2e", None)
            if bits is not None:
                command += ["--emulator=" + " ".join(program(args, "gems-e2e", bits))]
            command += ["--sve-bits=%d" % bits] if bits else []
            sys.stdout.flush()
            failed |= run(command + libraries).returncode != 0
    return failed


def read_directives(path):
    params, cases, ulps, length, same = [], [], 0, None, []
    for line in open(path):
        for key, value in [line[3:].split(":", 1)] if line.startswith("// ") and ":" in line else []:
            if key == "PARAMS":
                params += read_params(value.split())
            elif key == "CASE":
                cases.append(shlex.split(value))
            elif key == "ULPS":
                ulps = int(value)
            elif key == "SVE":
                length = int(value)
            elif key == "SAME":
                same += value.split()
    if not cases:
        fail("expected a CASE line in '%s', got none" % path)
    return params, cases, ulps, length, same


def load(path):
    """The type, bytes per element and bits of the elements of a .npy file."""
    data = open(path, "rb").read()
    size = struct.unpack("<H", data[8:10])[0]
    dtype = data[10:10 + size].decode().split("'descr': '")[1].split("'")[0]
    width = int(dtype[2:])
    code = {1: "B", 2: "H", 4: "I", 8: "Q"}[width]
    body = data[10 + size:]
    return dtype, width, struct.unpack("<%d%s" % (len(body) // width, code), body)


# Bits of the exponent and of the significand; u2 stands for bf16.
FORMATS = {"<f2": (5, 10), "<u2": (8, 7), "<f4": (8, 23), "<f8": (11, 52)}


def is_same(dtype, width, expected, got, ulps):
    if expected == got:
        return True
    if dtype not in FORMATS:
        return False
    exponent, significand = FORMATS[dtype]
    sign = 1 << (8 * width - 1)
    infinity = ((1 << exponent) - 1) << significand
    if (expected & (sign - 1)) > infinity:
        return (got & (sign - 1)) > infinity
    # -0.0 and +0.0 are neighbours, not the same.
    order = lambda bits: -(bits & (sign - 1)) - 1 if bits & sign else bits
    return (got & (sign - 1)) <= infinity and abs(order(expected) - order(got)) <= ulps


def compare_files(expected, got, ulps):
    """A text about the first difference, or nothing."""
    dtype, width, want = load(expected)
    _, _, have = load(got)
    if want == have:
        return ""
    if len(want) != len(have):
        return "expected %d elements, got %d" % (len(want), len(have))
    wrong = [i for i, pair in enumerate(zip(want, have))
             if not is_same(dtype, width, pair[0], pair[1], ulps)]
    if not wrong:
        return ""
    i = wrong[0]
    return "element %d of %d (%s): expected 0x%x, got 0x%x; %d elements differ" % (
        i, len(want), dtype, want[i], have[i], len(wrong))


def compare_with_first(first, got):
    return "" if load(got) == first else "expected the bits of the first case, got others"


def array_names(case):
    specs = [word[len("--arg="):].split("=", 1) for word in case if word.startswith("--arg=")]
    return [name for name, spec in specs if ":" in spec or spec.startswith("@")]


def launch(command, case, params, names, folder):
    """Runs one case; returns the files of its arrays."""
    files = [os.path.join(folder, name + ".npy") for name in names]
    # A word such as {N} in a CASE stands for a parameter's value.
    words = [word.format(**dict(params)) for word in case]
    outs = ["--out=%s=%s" % pair for pair in zip(names, files)]
    result = run(command + words + outs)
    if result.returncode:
        fail("'%s' failed with status %d" % (" ".join(command + words + outs), result.returncode))
    return files


def compare(args):
    kernel = args.kernels[0]
    lists, cases, ulps, length, same = read_directives(kernel)
    launches = failures = 0
    for number, params in enumerate(combinations(lists)):
        folder = os.path.join(args.work, str(number))
        definitions = [word for pair in params for word in ("-D", "%s=%s" % pair)]
        interpreter = [os.path.join(args.bin, "gems-run"), "--interpret", "--quiet", kernel]
        interpreter += definitions
        wanted = []
        for position, case in enumerate(cases):
            place = os.path.join(folder, "expected", str(position))
            os.makedirs(place, exist_ok=True)
            # The interpreter runs one program after the other.
            words = [word for word in case if not word.startswith("--threads=")]
            wanted.append(launch(interpreter, words, params, array_names(case), place))
        for target in args.targets.split(","):
            flags, lengths = TARGETS[target]
            lengths = [length] if length in lengths else lengths
            library = os.path.join(folder, target + ".so")
            compile_kernel(args, kernel, flags, params, library)
            first = {}
            for bits, (position, case) in itertools.product(lengths, enumerate(cases)):
                names = array_names(case)
                place = os.path.join(folder, "got")
                os.makedirs(place, exist_ok=True)
                command = program(args, "gems-launch", bits) + [library, "--quiet"]
                command += ["--misalign=%d" % (position % 4)]
                launches += 1
                for name, want, got in zip(names, wanted[position],
                                           launch(command, case, params, names, place)):
                    text = compare_files(want, got, ulps)
                    if not text and name in same:
                        text = compare_with_first(first.setdefault((name, bits), load(got)), got)
                    if text:
                        failures += 1
                        print("MISMATCH on %s%s, %s, case %d (%s), array '%s': %s" % (
                            target, " at %d bits" % bits if bits else "",
                            " ".join("%s=%s" % pair for pair in params), position + 1,
                            " ".join(case), name, text))
    print("%d launches: %s" % (launches, "%d FAILED" % failures if failures else "all right"))
    return failures != 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, help="the folder of gems-compile and gems-launch")
    parser.add_argument("action", choices=["check", "compare"])
    parser.add_argument("kernels", nargs="+")
    parser.add_argument("--targets")
    parser.add_argument("--usual-targets", default=ALL_TARGETS, help="where --targets is not given")
    parser.add_argument("--work", required=True, help="a folder for what is compiled")
    parser.add_argument("-D", action="append", default=[], metavar="NAME=V,V")
    parser.add_argument("--diagonal", type=int)
    args = parser.parse_args()
    args.targets = args.targets or args.usual_targets
    os.makedirs(args.work, exist_ok=True)
    sys.exit(1 if (check if args.action == "check" else compare)(args) else 0)


main()
