# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Compares what fused_add_rms_norm computed in f32 with its formula. Nothing of gems is used.
#
# usage: check.py INPUT RESIDUAL WEIGHT OUTPUT SUM   (.npy files: before the launch, and after)
import array
import ast
import math
import struct
import sys

EPS = struct.unpack("<f", struct.pack("<f", 1e-6))[0]


def read_npy(path):
    """The shape and the f32 elements of an .npy file of version 1."""
    with open(path, "rb") as file:
        magic, length = file.read(8), struct.unpack("<H", file.read(2))[0]
        header = ast.literal_eval(file.read(length).decode("latin1"))
        if magic != b"\x93NUMPY\x01\x00" or header["descr"] != "<f4":
            sys.exit(f"check.py: error: expected an .npy file of f32, got {path}")
        return header["shape"], array.array("f", file.read())


def row_of(values, row, columns):
    return values[row * columns : (row + 1) * columns]


def to_f32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def show(name, values):
    print(f"    {name:9}" + " ".join(f"{value:10.6f}" for value in values[:4]) + " ...")


def main():
    (rows, columns), x = read_npy(sys.argv[1])
    _, r = read_npy(sys.argv[2])
    _, weight = read_npy(sys.argv[3])
    _, output = read_npy(sys.argv[4])
    _, total = read_npy(sys.argv[5])

    # Each sum is rounded once: no bit may differ.
    exact = sum(to_f32(a + b) == c for a, b, c in zip(x, r, total))
    # A sum of n squares in f32, in any order on 4 lanes or more, is this close to the exact one.
    bound = (2 + math.ceil(columns / 4) + 2) * 2.0**-23
    worst = 0.0
    for row in range(rows):
        sums = [a + b for a, b in zip(row_of(x, row, columns), row_of(r, row, columns))]
        scale = 1 / math.sqrt(math.fsum(s * s for s in sums) / columns + EPS)
        for s, w, y in zip(row_of(total, row, columns), weight, row_of(output, row, columns)):
            expected = s * scale * w
            error = abs(y - expected) / abs(expected) if expected else abs(y)
            # A NaN compares false with everything and would go unnoticed.
            worst = max(worst, error if error == error else math.inf)

    print("    row 0, the first numbers:")
    show("input", x)
    show("residual", r)
    show("sum", total)
    show("weight", weight)
    show("output", output)
    print(f"    sum:    {exact} of {len(total)} numbers are right to the last bit")
    print(f"    output: the largest relative error is {worst:.1e}, allowed are {bound:.1e}")
    if exact != len(total) or worst > bound or len(output) != rows * columns:
        sys.exit("    WRONG: the kernel did not compute its formula")
    print(f"    RIGHT: {rows} rows of {columns} numbers were added and normalized on AArch64")


main()
