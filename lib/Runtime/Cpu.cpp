// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asks this CPU what it is, and reads lists of features.
#include "Cpu.h"

#include "Message.h"

#if defined(__aarch64__)
#include <sys/auxv.h>
#include <sys/prctl.h>
#else
#include <cpuid.h>
#include <pthread.h>
#endif

using namespace gems;

bool gems::nextFeature(const char *&list, Feature &feature) {
  list += strspn(list, ",");
  if (*list == '\0')
    return false;
  size_t length = strcspn(list, ",");
  bool hasSign = *list == '+' || *list == '-';
  feature = {list + hasSign, length - hasSign, *list != '-'};
  list += length;
  return true;
}

gems_status gems::lacksFeature(const gems_kernel_info *kernel, const Feature &feature,
                               gems_message *message) {
  return fail(message, GEMS_ERROR_UNSUPPORTED,
              "kernel '%s' needs the CPU feature '%.*s', which this CPU does not have",
              kernel->name, static_cast<int>(feature.length), feature.name);
}

gems_status gems::unknownFeature(const gems_kernel_info *kernel, const Feature &feature,
                                 gems_message *message) {
  return fail(message, GEMS_ERROR_UNSUPPORTED,
              "kernel '%s' needs the CPU feature '%.*s', which this runtime does not know",
              kernel->name, static_cast<int>(feature.length), feature.name);
}

gems_status gems::otherMachine(const gems_kernel_info *kernel, const char *machine,
                               gems_message *message) {
  return fail(message, GEMS_ERROR_UNSUPPORTED,
              "kernel '%s' needs the instruction set %s of '%s', this machine is %s", kernel->name,
              gems_isa_name(kernel->isa), kernel->triple, machine);
}

#if defined(__aarch64__)

uint32_t gems_cpu_sve_bits(void) {
#if defined(PR_SVE_GET_VL)
  int result = prctl(PR_SVE_GET_VL);
  return result < 0 ? 0 : static_cast<uint32_t>(result & PR_SVE_VL_LEN_MASK) * 8;
#else
  return 0;
#endif
}

gems_status gems_kernel_check_cpu(const gems_kernel_info *kernel, gems_message *message) {
  if (!kernel)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a kernel, got null");
  ArmCpu cpu = {getauxval(AT_HWCAP), getauxval(AT_HWCAP2), gems_cpu_sve_bits()};
  return checkArmCpu(kernel, cpu, message);
}

#else

uint32_t gems_cpu_sve_bits(void) { return 0; }

static X86Cpu cpu;
static pthread_once_t cpuOnce = PTHREAD_ONCE_INIT;

static void readCpu() {
  uint32_t a, b, c, d;
  if (__get_cpuid(1, &a, &b, &c, &d)) {
    cpu.words[X86Cpu::Leaf1C] = c;
    cpu.words[X86Cpu::Leaf1D] = d;
  }
  constexpr uint32_t osXsave = 1u << 27;
  if (cpu.words[X86Cpu::Leaf1C] & osXsave) {
    __asm__("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
    cpu.xcr0 = (uint64_t(d) << 32) | a;
  }
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
    cpu.words[X86Cpu::Leaf7B] = b;
    cpu.words[X86Cpu::Leaf7C] = c;
    cpu.words[X86Cpu::Leaf7D] = d;
    uint32_t maxSubleaf = a;
    if (maxSubleaf >= 1 && __get_cpuid_count(7, 1, &a, &b, &c, &d)) {
      cpu.words[X86Cpu::Leaf71A] = a;
      cpu.words[X86Cpu::Leaf71D] = d;
    }
  }
  if (__get_cpuid_count(13, 1, &a, &b, &c, &d))
    cpu.words[X86Cpu::LeafD1A] = a;
  if (__get_cpuid(0x80000001u, &a, &b, &c, &d)) {
    cpu.words[X86Cpu::Ext1C] = c;
    cpu.words[X86Cpu::Ext1D] = d;
  }
}

gems_status gems_kernel_check_cpu(const gems_kernel_info *kernel, gems_message *message) {
  if (!kernel)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a kernel, got null");
  // In a virtual machine the host answers each CPUID, which takes longer than a launch.
  pthread_once(&cpuOnce, readCpu);
  return checkX86Cpu(kernel, cpu, message);
}

#endif
