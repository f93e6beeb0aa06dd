// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The options of the compiler, as the environment changes them.
#include "gems/Jit/Jit.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

static bool isZero(const char *name) {
  const char *value = getenv(name);
  return value && strcmp(value, "0") == 0;
}

static const char *valueOf(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : nullptr;
}

void gems_jit_read_environment(gems_jit_options *options) {
  if (!options)
    return;
  memset(options, 0, sizeof(*options));
  options->struct_size = sizeof(*options);
  options->prewarm = !isZero("GEMS_PREWARM");
  options->cache_bytes = uint64_t(256) << 20;
  if (isZero("GEMS_CACHE"))
    return;
  int length = 0;
  size_t size = sizeof(options->cache_dir);
  if (const char *folder = valueOf("GEMS_CACHE_DIR"))
    length = snprintf(options->cache_dir, size, "%s", folder);
  else if (const char *caches = valueOf("XDG_CACHE_HOME"))
    length = snprintf(options->cache_dir, size, "%s/gems", caches);
  else if (const char *home = valueOf("HOME"))
    length = snprintf(options->cache_dir, size, "%s/.cache/gems", home);
  // Part of a path would be another folder.
  if (length < 0 || static_cast<size_t>(length) >= size)
    options->cache_dir[0] = '\0';
}
