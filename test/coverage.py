#!/usr/bin/env python3
# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints which share of the lines of lib/ the tests have run, by folder.

usage: test/coverage.py BUILD_FOLDER [--files] [--min=PERCENT]

BUILD_FOLDER was configured by cmake/presets/coverage.cmake, and its tests have run with
LLVM_PROFILE_FILE=BUILD_FOLDER/profiles/%4m.profraw. `.ci/run coverage` does all of it. --files lists
the files too, those with most lines left first. Exit status 1 if lib/ as a whole is below --min
(default: 90).
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys

LLVM_BIN = pathlib.Path("/usr/lib/llvm-22/bin")


def find_programs(build):
    """Everything with code in it: programs, tests and shared libraries."""
    files = [path for folder in ("bin", "lib", "test") for path in (build / folder).rglob("*")]
    for path in files:
        if path.is_symlink() or not path.is_file() or path.name.endswith("-aarch64"):
            continue
        with open(path, "rb") as file:
            is_elf = file.read(4) == b"\x7fELF"
        if is_elf and path.suffix != ".o":
            yield path


def measure(build):
    """(path, number of lines with code, number of those that ran) for each file of lib/."""
    profiles = sorted((build / "profiles").glob("*.profraw"))
    if not profiles:
        sys.exit("expected profiles of test runs in '%s', got none" % (build / "profiles"))
    merged = build / "tests.profdata"
    subprocess.run([LLVM_BIN / "llvm-profdata", "merge", "--sparse", "--failure-mode=all", *profiles,
                    "-o", merged], check=True)
    first, *others = find_programs(build)
    command = [LLVM_BIN / "llvm-cov", "export", "--summary-only", "--instr-profile", merged, first]
    for path in others:
        command += ["--object", path]
    report = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    root = pathlib.Path(__file__).resolve().parent.parent
    for file in report["data"][0]["files"]:
        path = pathlib.Path(file["filename"])
        if root / "lib" in path.parents:
            lines = file["summary"]["lines"]
            yield path.relative_to(root), lines["count"], lines["covered"]


def print_table(rows):
    for name, (total, covered) in rows:
        print("%-44s %6d lines %6d run %6.1f %%" % (name, total, covered, 100 * covered / total))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--files", action="store_true")
    parser.add_argument("--min", type=float, default=90)
    args = parser.parse_args()
    files = [(str(path), (total, covered)) for path, total, covered in measure(args.build) if total]
    folders = collections.defaultdict(lambda: (0, 0))
    for path, (total, covered) in files:
        for name in {str(pathlib.Path(path).parent), "lib in all"}:
            folders[name] = (folders[name][0] + total, folders[name][1] + covered)
    if args.files:
        print_table(sorted(files, key=lambda row: row[1][1] - row[1][0]))
    print_table(sorted(folders.items(), key=lambda row: (row[0] == "lib in all", row[0])))
    total, covered = folders["lib in all"]
    return 100 * covered < args.min * total


sys.exit(main())
