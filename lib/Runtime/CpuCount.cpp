// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How many CPUs this process may keep busy: affinity and control groups, versions 1 and 2.
#include "CpuCount.h"

#include "gems/Runtime/Runtime.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

using namespace gems;

static constexpr size_t maxPath = 4096;

/// The beginning of a file as text; false when there is none.
static bool readText(const char *path, char *text, size_t size) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  ssize_t count = read(fd, text, size - 1);
  close(fd);
  text[count > 0 ? count : 0] = '\0';
  return count > 0;
}

static uint32_t divideQuota(long long quota, long long period) {
  if (quota <= 0 || period <= 0)
    return UINT32_MAX;
  long long cpus = quota / period;
  return cpus < 1 ? 1 : cpus > UINT32_MAX ? UINT32_MAX : static_cast<uint32_t>(cpus);
}

/// The quota that the files in a folder state.
static uint32_t folderCpus(const char *folder, bool isVersion2) {
  char path[maxPath + 32], text[64];
  long long quota = 0, period = 0;
  if (isVersion2) {
    snprintf(path, sizeof(path), "%s/cpu.max", folder);
    if (!readText(path, text, sizeof(text)) || sscanf(text, "%lld %lld", &quota, &period) != 2)
      return UINT32_MAX;
    return divideQuota(quota, period);
  }
  snprintf(path, sizeof(path), "%s/cpu.cfs_quota_us", folder);
  if (!readText(path, text, sizeof(text)) || sscanf(text, "%lld", &quota) != 1)
    return UINT32_MAX;
  snprintf(path, sizeof(path), "%s/cpu.cfs_period_us", folder);
  if (!readText(path, text, sizeof(text)) || sscanf(text, "%lld", &period) != 1)
    return UINT32_MAX;
  return divideQuota(quota, period);
}

/// The smallest quota of a group and of all around it. A container may see its group's folder under
/// another path than the one in /proc; then only the folders that exist count.
static uint32_t smallestQuota(const char *mount, const char *group, bool isVersion2) {
  char folder[maxPath];
  size_t mountLength = strlen(mount);
  if (mountLength + strlen(group) + 1 > sizeof(folder))
    return UINT32_MAX;
  strcpy(folder, mount);
  strcpy(folder + mountLength, group);
  uint32_t cpus = UINT32_MAX;
  for (;;) {
    uint32_t here = folderCpus(folder, isVersion2);
    cpus = here < cpus ? here : cpus;
    char *slash = strrchr(folder + mountLength, '/');
    if (!slash)
      return cpus;
    *slash = '\0';
  }
}

/// Whether a comma-separated list has the word "cpu".
static bool listsCpu(const char *list, size_t length) {
  for (size_t at = 0; at < length;) {
    const char *comma = static_cast<const char *>(memchr(list + at, ',', length - at));
    size_t end = comma ? static_cast<size_t>(comma - list) : length;
    if (end - at == 3 && memcmp(list + at, "cpu", 3) == 0)
      return true;
    at = end + 1;
  }
  return false;
}

/// One line of /proc/self/cgroup: HIERARCHY:CONTROLLERS:PATH.
static uint32_t lineQuota(const char *root, char *line) {
  char *controllers = strchr(line, ':');
  char *group = controllers ? strchr(controllers + 1, ':') : nullptr;
  if (!group)
    return UINT32_MAX;
  ++controllers;
  size_t length = static_cast<size_t>(group - controllers);
  ++group;
  char mount[maxPath];
  if (length == 0) {
    snprintf(mount, sizeof(mount), "%s/sys/fs/cgroup", root);
    return smallestQuota(mount, group, /*isVersion2=*/true);
  }
  if (!listsCpu(controllers, length))
    return UINT32_MAX;
  snprintf(mount, sizeof(mount), "%s/sys/fs/cgroup/cpu", root);
  return smallestQuota(mount, group, /*isVersion2=*/false);
}

uint32_t gems::controlGroupCpus(const char *root) {
  char path[maxPath], text[2 * maxPath];
  snprintf(path, sizeof(path), "%s/proc/self/cgroup", root);
  if (!readText(path, text, sizeof(text)))
    return UINT32_MAX;
  uint32_t cpus = UINT32_MAX;
  char *rest = text;
  while (char *line = strsep(&rest, "\n")) {
    uint32_t here = lineQuota(root, line);
    cpus = here < cpus ? here : cpus;
  }
  return cpus;
}

/// The CPUs of the calling thread's affinity, on machines of any size.
static uint32_t affinityCpus() {
  for (int maxCpus = 1024; maxCpus <= 1 << 20; maxCpus *= 2) {
    size_t size = CPU_ALLOC_SIZE(maxCpus);
    cpu_set_t *set = CPU_ALLOC(maxCpus);
    if (!set)
      return 1;
    bool isRead = sched_getaffinity(0, size, set) == 0;
    int count = isRead ? CPU_COUNT_S(size, set) : 0;
    CPU_FREE(set);
    if (isRead)
      return count < 1 ? 1 : static_cast<uint32_t>(count);
  }
  return 1;
}

uint32_t gems_cpu_count(void) {
  uint32_t allowed = affinityCpus(), paid = controlGroupCpus("");
  return allowed < paid ? allowed : paid;
}
