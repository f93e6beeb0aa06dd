// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code is never writable: the system kills whoever asks for memory that is writable and executable
// at once, and the compiler does not notice.
#include "TestJit.h"

#include <cstddef>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

using namespace gems;

namespace {

/// From now on, asking for such memory ends the process.
bool forbidWritableCode() {
  constexpr unsigned both = PROT_WRITE | PROT_EXEC;
  constexpr unsigned load = BPF_LD | BPF_W | BPF_ABS, isEqual = BPF_JMP | BPF_JEQ | BPF_K,
                     give = BPF_RET | BPF_K;
  // All three calls have the protection as their third argument.
  sock_filter filter[] = {
      BPF_STMT(load, offsetof(seccomp_data, nr)), BPF_JUMP(isEqual, SYS_mmap, 3, 0),
      BPF_JUMP(isEqual, SYS_mprotect, 2, 0),      BPF_JUMP(isEqual, SYS_pkey_mprotect, 1, 0),
      BPF_STMT(give, SECCOMP_RET_ALLOW),          BPF_STMT(load, offsetof(seccomp_data, args[2])),
      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, both),  BPF_JUMP(isEqual, both, 0, 1),
      BPF_STMT(give, SECCOMP_RET_KILL_PROCESS),   BPF_STMT(give, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

TEST(Memory, IsNeverWritableAndExecutableAtOnce) {
  TemporaryFolder folder;
  // Compiled, then from the cache.
  for (int i = 0; i < 2; ++i)
    EXPECT_TRUE(runInChild([&] { return forbidWritableCode() && TestJit(folder.path).runs(); }));
  EXPECT_EQ(folder.entries().size(), 1u);
}

TEST(Memory, WouldBeNoticed) {
  auto map = [] {
    return mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) != MAP_FAILED;
  };
  EXPECT_TRUE(runInChild(map));
  EXPECT_FALSE(runInChild([&] { return forbidWritableCode() && map(); }));
}

} // namespace
