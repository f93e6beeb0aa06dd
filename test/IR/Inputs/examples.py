# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Makes one file of all the examples in the dialect's description, to be run as a test: what the
# documentation shows must parse. An example that is not a whole file becomes the body of a kernel;
# what it uses and does not make is an argument or a constant.
import glob
import re
import sys

ARGUMENTS = {
    "base": "!tile.ptr<bf16>",
    "p": "!tile.ptr<f32>",
    "n": "i32",
    "b": "i8",
    "off": "i64",
}
TILES = {"i": "tensor<100xi32>", "m": "tensor<100xi1>"}


def tile_type(name, example):
    """The type of a tile that the example uses: the first that follows it, f32 in an access."""
    line = next(l for l in example.splitlines() if re.search(rf"%{name}\b", l))
    if "tile.load" in line or "tile.store" in line:
        return TILES.get(name, "tensor<100xf32>")
    return re.search(r": (tensor<\w*>)", line).group(1)


def zero(type_):
    if "xi1>" in type_:
        return "dense<true>"
    return "dense<0>" if "xi" in type_ else "dense<0.0>"


def kernel(number, example):
    made = set(re.findall(r"%(\w+) = ", example))
    used = sorted(set(re.findall(r"%(\w+)", example)) - made)
    arguments = ", ".join(f"%{name}: {ARGUMENTS[name]}" for name in used if name in ARGUMENTS)
    lines = [f"tile.kernel @example_{number}({arguments}) {{"]
    for name in used:
        if name not in ARGUMENTS:
            type_ = tile_type(name, example)
            lines.append(f"  %{name} = arith.constant {zero(type_)} : {type_}")
    lines.append(example)
    if "tile.return" not in example:
        lines.append("  tile.return")
    return "\n".join(lines + ["}\n"])


def main():
    number = 0
    for path in sorted(glob.glob(sys.argv[1] + "/*.td")):
        with open(path, encoding="utf-8") as file:
            examples = re.findall(r"```mlir\n(.*?)\n *```", file.read(), re.S)
        for example in examples:
            if re.fullmatch(r"\s*!tile\.ptr<\w+>", example):
                print(f"!example_{number} = {example.strip()}\n")
            elif re.match(r"\s*(!\w+ *=|tile.kernel)", example):
                print(example + "\n")
            else:
                print(kernel(number, example))
            number += 1


main()
