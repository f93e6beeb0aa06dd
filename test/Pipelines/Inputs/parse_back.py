# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a kernel after every pass of the pipeline, parses each print and prints it again.

usage: parse_back.py KERNEL.mlir... PIPELINE_OPTIONS...   (options contain '=')
"""
import re
import subprocess
import sys

HEADER = re.compile(r"^// -----// IR Dump After (.*) //----- //$", re.MULTILINE)


def gems_opt(*arguments, text=None):
    return subprocess.run(["gems-opt", *arguments], input=text, text=True, check=True,
                          capture_output=True)


def get_stages(kernel, options):
    """Names of passes, and the module after each."""
    dump = gems_opt(kernel, f"--gems-pipeline={options}", "--mlir-print-ir-after-all",
                    "--mlir-print-ir-module-scope", "--mlir-disable-threading", "-o", "/dev/null")
    parts = HEADER.split(dump.stderr)[1:]
    return parts[0::2], parts[1::2]


def check(kernel, options):
    names, modules = get_stages(kernel, options)
    # What begins with the separator of modules would be taken for its text.
    text = "\n" + "// -----\n".join(modules)
    again = gems_opt("--split-input-file", "-", text=text).stdout.split("// -----\n")
    for name, module, printed in zip(names, modules, again, strict=True):
        if module.strip() != printed.strip():
            sys.exit(f"{kernel}, {options}: what is printed after {name} parses to another module:\n"
                     f"{module}\n{printed}")
    return len(names)


def main():
    options = [word for word in sys.argv[1:] if "=" in word]
    kernels = [word for word in sys.argv[1:] if "=" not in word]
    count = sum(check(kernel, option) for kernel in kernels for option in options)
    print(f"{len(kernels)} kernels, {len(options)} targets, {count} stages parse back")


main()
