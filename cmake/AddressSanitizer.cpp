// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linked into each program that uses MLIR in a build with AddressSanitizer. LLVM's own allocator
// poisons memory by headers that see the sanitizer, and unpoisons it in libraries that do not. And
// LLVM gives a thread a stack for signals, which the sanitizer takes for its own when the thread
// ends.
extern "C" const char *__asan_default_options() {
  return "allow_user_poisoning=0:use_sigaltstack=0";
}
