// RUN: gems-opt %s --tile-check-admitted=print-table -o /dev/null \
// RUN:   | diff %gems_src/include/gems/Transforms/AdmittedOps.md -
// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The page of admitted ops is what the table says.
