#!/usr/bin/env python3
# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the text tests and the GoogleTest programs of a build folder, and counts them.

usage: test/run.py BUILD_FOLDER [LIT_ARGUMENT...]

The last line is 'N passed, N failed, N skipped'. A test that is skipped or unsupported counts as
failed unless test/allowed_unsupported.txt names it. Exit status 0 only if nothing failed.
"""
import json
import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as xml

LLVM_BIN = pathlib.Path("/usr/lib/llvm-22/bin")


def run_lit(build, arguments):
    """Name and result code of every text test."""
    report = build / "lit.json"
    report.unlink(missing_ok=True)
    lit = LLVM_BIN / "lit"
    subprocess.run([lit, "-sv", "-j2", "-o", report, *arguments, build / "test"], check=False)
    tests = json.loads(report.read_text())["tests"]
    return [(test["name"], test["code"]) for test in tests]


def has_text_tests(build):
    """A build of the runtime alone has none."""
    return (build / "test" / "lit.site.cfg.py").exists()


def run_ctest(build):
    """Name and result code of every case of the GoogleTest programs."""
    report = build / "ctest.xml"
    report.unlink(missing_ok=True)
    subprocess.run(
        ["ctest", "--test-dir", build, "-j2", "--output-on-failure", "--quiet",
         "--output-junit", report.resolve()],
        check=False)
    codes = {"run": "PASS", "fail": "FAIL", "disabled": "SKIPPED", "notrun": "SKIPPED"}
    cases = xml.parse(report).getroot().iter("testcase")
    return [(case.get("name"), codes.get(case.get("status"), "FAIL")) for case in cases]


def main():
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        print(__doc__)
        return 0 if len(sys.argv) > 1 else 1
    build = pathlib.Path(sys.argv[1])
    here = pathlib.Path(__file__).resolve().parent
    lines = (here / "allowed_unsupported.txt").read_text().splitlines()
    allowed = {line.split("#")[0].strip() for line in lines}
    os.environ.setdefault("CTEST_OUTPUT_ON_FAILURE", "1")
    passed, failed, skipped = [], [], []
    text_tests = run_lit(build, sys.argv[2:]) if has_text_tests(build) else []
    for name, code in text_tests + run_ctest(build):
        if code in ("PASS", "XFAIL", "FLAKYPASS"):
            passed.append(name)
        elif code in ("UNSUPPORTED", "SKIPPED") and name in allowed:
            skipped.append(name)
        else:
            failed.append(f"{name}: {code}")
    for name in failed:
        print("FAILED", name)
    print(f"{len(passed)} passed, {len(failed)} failed, {len(skipped)} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
