#!/usr/bin/env python3
# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Breaks the compiler in one place after the other and shows which test notices.

usage: test/mutants/run.py BUILD_FOLDER [NAME...]
       test/mutants/run.py --check     only whether every patch still applies

Each mutant is a patch in this folder. Its first line says what is wrong with it, the line 'Build:'
what to build, 'Test:' which tests should fail: 'lit REGEX' or 'ctest REGEX'. All happens in a copy
of the source tree in BUILD_FOLDER/mutants, where the tests pass before the first mutant. The table
says which test caught each. Exit status 1 if a mutant survived, did not apply or did not build.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
LIT = "/usr/lib/llvm-22/bin/lit"
# What the tests need beside the mutant itself.
COMMON = {"lit": ["gems-compile", "gems-opt", "gems-run", "gems-launch", "gems-e2e"],
          "ctest": []}


class Mutant:
    def __init__(self, path):
        lines = path.read_text().splitlines()
        fields = dict(line.split(": ", 1) for line in lines[:4] if ": " in line)
        self.path, self.name, self.what = path, path.stem, lines[0]
        self.targets = fields["Build"].split()
        self.kind, self.regex = fields["Test"].split(" ", 1)


def run(command, **options):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, **options)


def must(command):
    done = run(command)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")


def copy_source(copy):
    """Brings the copy to the state of the source tree, touching only what differs."""
    files = run(["git", "-C", SOURCE, "ls-files", "-co", "--exclude-standard"]).stdout.splitlines()
    for name in files:
        source, target = SOURCE / name, copy / name
        if not source.is_file():
            continue
        data = source.read_bytes()
        if target.exists() and target.read_bytes() == data:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        target.chmod(source.stat().st_mode)


def build(folder, targets):
    return run(["ninja", "-C", folder, *targets])


def failing_lit(folder, regex):
    report = folder / "mutant.json"
    report.unlink(missing_ok=True)
    # Mutants change what all targets share, so one is enough, unless the test names another.
    run([LIT, "-q", "-j2", "--max-failures=1", "--param=targets=host", f"--filter={regex}", "-o",
         report, folder / "test"])
    tests = json.loads(report.read_text())["tests"]
    ran = [test for test in tests if test["code"] not in ("EXCLUDED", "SKIPPED")]
    return len(ran), [test["name"] for test in ran if test["code"] != "PASS"]


def failing_ctest(folder, regex):
    done = run(["ctest", "--test-dir", folder, "-R", regex, "--stop-on-failure"])
    results = re.findall(r"Test +#\d+: (\S+) .*?(\*\*\*|Passed)", done.stdout)
    return len(results), [name for name, result in results if result != "Passed"]


def failing(folder, mutant):
    """The number of tests that ran, and the names of those that failed."""
    return (failing_lit if mutant.kind == "lit" else failing_ctest)(folder, mutant.regex)


def check_baseline(folder, mutants):
    targets = sorted({target for mutant in mutants for target in COMMON[mutant.kind] + mutant.targets})
    done = build(folder, targets)
    if done.returncode:
        sys.exit(f"expected the copy to build, got\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    for kind, regex in sorted({(mutant.kind, mutant.regex) for mutant in mutants}):
        some = next(mutant for mutant in mutants if (mutant.kind, mutant.regex) == (kind, regex))
        count, failed = failing(folder, some)
        if not count or failed:
            sys.exit(f"expected '{kind} {regex}' to pass without mutants, got {count} tests, "
                     f"failed: {', '.join(failed) or 'none'}")


def applies(folder, mutant, *options):
    # A copy is no part of the repository that it lies in.
    alone = dict(os.environ, GIT_CEILING_DIRECTORIES=str(folder.parent))
    return run(["git", "-C", folder, "apply", *options, mutant.path], env=alone).returncode == 0


def check_all(mutants):
    stale = [mutant.name for mutant in mutants if not applies(SOURCE, mutant, "--check")]
    for name in stale:
        print(f"{name}: expected a patch that applies to the source tree; make it anew")
    print(f"{len(mutants)} patches, {len(stale)} of them stale")
    return 1 if stale else 0


def try_mutant(copy, folder, mutant):
    """Whether the mutant is as it should be, and what to say about it."""
    if not applies(copy, mutant):
        return False, "DOES NOT APPLY"
    done = build(folder, mutant.targets)
    if done.returncode:
        return False, "DOES NOT BUILD"
    _, failed = failing(folder, mutant)
    return bool(failed), f"caught by {failed[0]}" if failed else "SURVIVED"


def main():
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        print(__doc__)
        return 0 if len(sys.argv) > 1 else 1
    wanted = sys.argv[2:]
    mutants = [Mutant(path) for path in sorted(HERE.glob("*.patch"))
               if not wanted or path.stem in wanted]
    if not mutants or len(mutants) < len(wanted):
        sys.exit(f"expected names of patches in {HERE}, got {' '.join(wanted)}")
    if sys.argv[1] == "--check":
        return check_all(mutants)
    copy = pathlib.Path(sys.argv[1]).resolve() / "mutants"
    folder = copy / "build"
    copy_source(copy)
    must(["cmake", "-S", copy, "-B", folder, "-G", "Ninja"])
    check_baseline(folder, mutants)
    bad = 0
    for mutant in mutants:
        is_caught, verdict = try_mutant(copy, folder, mutant)
        bad += not is_caught
        print(f"{mutant.name:26} {verdict:58} {mutant.what}", flush=True)
        copy_source(copy)
    print(f"{len(mutants)} mutants, {len(mutants) - bad} caught")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
