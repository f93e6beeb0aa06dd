// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a kernel needs of a CPU and what this CPU has. The rules for both machines are built
// everywhere, so that each can be tested on the other.
#ifndef GEMS_LIB_RUNTIME_CPU_H
#define GEMS_LIB_RUNTIME_CPU_H

#include "gems/Runtime/Runtime.h"

#include <cstring>

namespace gems {

/// What Linux tells about an AArch64 CPU.
struct ArmCpu {
  uint64_t hwcap;
  uint64_t hwcap2;
  unsigned sveBits; ///< the vector length of this thread, 0 without SVE
};

/// What CPUID and XGETBV tell about an x86-64 CPU.
struct X86Cpu {
  /// A word is one register of one CPUID leaf.
  enum Word {
    Leaf1C,
    Leaf1D,
    Leaf7B,
    Leaf7C,
    Leaf7D,
    Leaf71A,
    Leaf71D,
    LeafD1A,
    Ext1C,
    Ext1D,
    numWords
  };
  uint32_t words[numWords];
  uint64_t xcr0;
};

gems_status checkArmCpu(const gems_kernel_info *kernel, const ArmCpu &cpu, gems_message *message);
gems_status checkX86Cpu(const gems_kernel_info *kernel, const X86Cpu &cpu, gems_message *message);

/// One entry of an LLVM feature list, "+bf16".
struct Feature {
  const char *name; ///< without the sign, not NUL-terminated
  size_t length;
  bool isNeeded; ///< '+', not '-'

  bool operator==(const char *other) const {
    return strlen(other) == length && memcmp(name, other, length) == 0;
  }
};

/// Takes the next entry off the list; false at its end.
bool nextFeature(const char *&list, Feature &feature);

gems_status lacksFeature(const gems_kernel_info *kernel, const Feature &feature,
                         gems_message *message);
gems_status unknownFeature(const gems_kernel_info *kernel, const Feature &feature,
                           gems_message *message);
gems_status otherMachine(const gems_kernel_info *kernel, const char *machine,
                         gems_message *message);

} // namespace gems

#endif // GEMS_LIB_RUNTIME_CPU_H
