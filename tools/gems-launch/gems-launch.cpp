// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Launches a compiled kernel over a grid of programs.
#include "gems/Runtime/Launcher.h"

int main(int argc, char **argv) { return gems::launchMain(argc, argv); }
