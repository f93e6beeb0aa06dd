// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How many CPUs this process may keep busy.
#ifndef GEMS_LIB_RUNTIME_CPUCOUNT_H
#define GEMS_LIB_RUNTIME_CPUCOUNT_H

#include <cstdint>

namespace gems {

/// The CPUs that the quotas of this process's control group and of the groups around it amount to,
/// rounded down but at least 1; UINT32_MAX without a quota. `root` comes before the paths of /proc
/// and /sys: "" but in tests.
uint32_t controlGroupCpus(const char *root);

} // namespace gems

#endif // GEMS_LIB_RUNTIME_CPUCOUNT_H
