# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The text tests: files with RUN lines, run by lit. What differs between builds comes from
# lit.site.cfg.py, which CMake writes.
import os
import sys

import lit.formats
from lit.llvm import llvm_config
from lit.llvm.subst import ToolSubst

config.name = "gems"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
# Examples are projects of their own, which CTest builds and runs.
config.excludes = ["unit", "examples", "Inputs"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.gems_binary_dir, "test")

llvm_config.with_system_environment(["HOME", "TMP", "TEMP", "LLVM_PROFILE_FILE"])
llvm_config.with_environment("PATH", config.llvm_tools_dir, append_path=True)
llvm_config.with_environment("PATH", config.gems_tools_dir, append_path=True)
# The stages of one build are compared by their text; a colour code in it would not match.
config.environment["TERM"] = "dumb"

config.substitutions.append(("%python", sys.executable))
config.substitutions.append(("%gems_src", config.gems_source_dir))
config.substitutions.append(("%gems_build", config.gems_binary_dir))
config.substitutions.append(("%kernels", os.path.join(config.gems_source_dir, "kernels")))

# A variable captured in one function and used in the next is a mistake in a test.
tools = [ToolSubst("FileCheck", extra_args=["-enable-var-scope"]), "not", "count"]
tools += [
    "llvm-dwarfdump",
    "llvm-mc",
    "llvm-nm",
    "llvm-objdump",
    "llvm-readobj",
    "llvm-readelf",
]
tools += [
    ToolSubst(name, unresolved="ignore")
    for name in ["gems-compile", "gems-run", "gems-launch", "gems-lsp-server",
                 "gems-reduce"]
]
# lit --param verify_roundtrip=1: what each test reads is printed and read back, in both forms.
roundtrip = ["--verify-roundtrip"] if lit_config.params.get("verify_roundtrip") else []
tools.append(ToolSubst("gems-opt", extra_args=roundtrip, unresolved="ignore"))
llvm_config.add_tool_substitutions(tools, [config.gems_tools_dir, config.llvm_tools_dir])
