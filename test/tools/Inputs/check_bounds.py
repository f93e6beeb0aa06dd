# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs accesses inside and outside of arrays in code that checks, and in the interpreter.

usage: check_bounds.py FILE.mlir FOLDER

Both must find the same: the line, the program, the array and the element, or nothing and the same
bytes. The launcher looks at the bytes around the arrays in any case.
"""
import re
import subprocess
import sys

SVE = "qemu-aarch64 -cpu max,sve-max-vq=%d,sve-default-vector-length=%d"
ARM = ["--target=aarch64-linux-gnu"]
TARGETS = {
    "avx2": ["--target=x86_64-linux-gnu"],
    "avx512": ["--target=x86_64-linux-gnu", "--cpu=x86-64-v4"],
    "neon": ARM,
    "sve-128": ARM + ["--cpu=neoverse-v2", "--emulator=" + SVE % (1, 16)],
    "sve-512": ARM + ["--cpu=neoverse-v2", "--emulator=" + SVE % (4, 64)],
}
Y, X = "y=zeros:16", "x=arange:16"
INDEX, OTHERS = "at=arange:16", "y_at=arange:16"

# Kernel, arguments, programs; then what is found: the kind of access, the array, the element and the
# program, or nothing.
CASES = [
    ("run", [Y, X, "from=0", "to=0"], 1, None),
    ("run", [Y, X, "from=1", "to=0"], 1, ("load", "x", 16, 0)),
    ("run", [Y, X, "from=-1", "to=0"], 1, ("load", "x", -1, 0)),
    ("run", [Y, X, "from=0", "to=3"], 1, ("store", "y", 16, 0)),
    ("run", [Y, X, "from=0", "to=-20"], 1, ("store", "y", -20, 0)),
    ("run", ["y=zeros:64", "x=arange:47", "from=0", "to=0"], 3, ("load", "x", 47, 2)),
    ("run", ["y=zeros:40", "x=arange:40", "from=0", "to=0"], 5, ("load", "x", 40, 2)),
    ("run", [Y, "x=arange:0", "from=0", "to=0"], 1, ("load", "x", 0, 0)),
    ("run", [Y, "x=arange:5", "from=2147483000", "to=0"], 1, ("load", "x", 2147483000, 0)),
    ("prefix", [Y, X, "from=0", "n=16"], 1, None),
    ("prefix", [Y, X, "from=5", "n=11"], 1, None),
    ("prefix", ["y=zeros:7", "x=arange:7", "from=0", "n=7"], 1, None),
    ("prefix", [Y, X, "from=5", "n=12"], 1, ("load", "x", 16, 0)),
    ("prefix", [Y, X, "from=-2", "n=5"], 1, ("load", "x", -2, 0)),
    ("prefix", ["y=zeros:7", X, "from=0", "n=9"], 1, ("store", "y", 7, 0)),
    ("prefix", [Y, "x=arange:1", "from=-9", "n=0"], 1, None),
    ("holes", ["y=zeros:15", "x=arange:15", "from=0", "odd=0"], 1, None),
    ("holes", ["y=zeros:16", "x=arange:17", "from=1", "odd=1"], 1, None),
    ("holes", [Y, X, "from=-1", "odd=1"], 1, None),
    ("holes", [Y, "x=arange:14", "from=0", "odd=1"], 1, ("load", "x", 15, 0)),
    ("holes", [Y, X, "from=-3", "odd=0"], 1, ("load", "x", -3, 0)),
    ("holes", ["y=zeros:11", X, "from=0", "odd=0"], 1, ("store", "y", 12, 0)),
    ("strided", ["y=zeros:16", "x=arange:46", "stride=3", "y_stride=1"], 1, None),
    ("strided", ["y=zeros:16", "x=arange:45", "stride=3", "y_stride=1"], 1, ("load", "x", 45, 0)),
    ("strided", ["y=zeros:60", X, "stride=1", "y_stride=5"], 1, ("store", "y", 60, 0)),
    ("strided", [Y, X, "stride=-1", "y_stride=1"], 1, ("load", "x", -1, 0)),
    ("anywhere", [Y, X, INDEX, OTHERS], 1, None),
    ("anywhere", [Y, X, "at=full:-7:16", "y_at=full:99:16"], 1, None),
    ("anywhere", [Y, X, "at=full:16:16", OTHERS], 1, ("load", "x", 16, 0)),
    ("anywhere", [Y, X, INDEX, "y_at=full:-1:16"], 1, ("store", "y", -1, 0)),
    ("anywhere", [Y, X, INDEX, "y_at=arange:15"], 1, ("load", "y_at", 15, 0)),
    ("anywhere", [Y, "x=arange:9", INDEX, OTHERS], 1, ("load", "x", 9, 0)),
    ("one", [Y, X, "at=15", "alone=15"], 1, None),
    ("one", [Y, X, "at=16", "alone=0"], 1, ("load", "x", 16, 0)),
    ("one", [Y, X, "at=0", "alone=-1"], 1, ("load", "x", -1, 0)),
    ("one", [Y, "x=arange:17", "at=0", "alone=16"], 1, ("store", "y", 16, 0)),
    ("block", ["y=zeros:3x7", "x=arange:3x7", "rows=3", "cols=7"], 1, None),
    ("block", ["y=zeros:3x7", "x=arange:20", "rows=3", "cols=7"], 1, ("load", "x", 20, 0)),
    ("block", ["y=zeros:50", "x=arange:64", "rows=4", "cols=16"], 1, ("store", "y", 50, 0)),
]


def run(command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def finding(result):
    """What a run found, without lanes and addresses, which code does not know or share."""
    if result.returncode == 0:
        return None
    pattern = (r"(?:gems-run: error: )?(\S+:\d+:\d+): (?:error: )?(load|store) out of bounds in "
               r"program \((\d+), 0, 0\)(?:, lane \[.*?\])?: expected 4 bytes within \[0x[0-9a-f]+, "
               r"0x[0-9a-f]+\) of '(\w+)', got address 0x[0-9a-f]+ \(element (-?\d+)\)")
    match = re.search(pattern, result.stderr + result.stdout)
    if not match:
        return "status %d: %s" % (result.returncode, result.stderr)
    place, kind, program, array, element = match.groups()
    return place, (kind, array, int(element), int(program))


def main():
    kernels, folder = sys.argv[1:]
    failures = 0
    for number, (kernel, arguments, programs, expected) in enumerate(CASES):
        words = ["gems-run", kernels, "--kernel=" + kernel, "--grid=%d" % programs, "--quiet"]
        words += ["--arg=" + argument for argument in arguments]
        outputs = {}
        found = {}
        for target, flags in {"interpreter": ["--interpret"], **TARGETS}.items():
            output = "%s/%d-%s.npy" % (folder, number, target)
            check = [] if target == "interpreter" else ["--check"]
            found[target] = finding(run(words + flags + check + ["--out=y=" + output]))
            if found[target] is None:
                with open(output, "rb") as file:
                    outputs[target] = file.read()
        for target, what in found.items():
            isRight = (what is None if expected is None else
                       what is not None and what == found["interpreter"] and what[1] == expected)
            if not isRight or outputs.get(target) != outputs.get("interpreter"):
                failures += 1
                print("MISMATCH: %s %s on %s: expected %s, got %s" %
                      (kernel, " ".join(arguments), target, expected, what))
    print("%d cases, %d failures" % (len(CASES), failures))


main()
