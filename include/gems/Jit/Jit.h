// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels compiled while the program runs (C11), with a cache on disk.
//
// The bytes are those that `gems-compile --emit=shared` writes for the same file, parameters and
// target, and they are loaded in the same way: verified, and never writable and executable at once.
// All functions are safe from any thread, and leave the handlers of signals as they found them.
// Kernels are used with gems/Runtime/Runtime.h.
//
// The cache is a folder with one file for each library of kernels. Its name is a digest of all that
// the code depends on: the source and its path (line tables hold it), the parameters, the target,
// the CPU and its features as they really are, the ABI version, this library and LLVM, build by
// build. Files appear whole or not at all, carry a checksum, and are verified before use; what is
// damaged or not ours is dropped and compiled anew. A folder that another user could write is not
// used. When the folder cannot be written, compiling goes on without it. The files not used for the
// longest time go first when the cache outgrows its limit.
#ifndef GEMS_JIT_JIT_H
#define GEMS_JIT_JIT_H

#include "gems/Runtime/Runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gems_jit gems_jit;

/// Takes a warning, or all diagnostics of a compilation that failed: lines of text.
typedef void (*gems_report)(void *context, const char *text);

/// How to compile. Fill it in with gems_jit_read_environment, then change what you like.
typedef struct gems_jit_options {
  uint32_t struct_size; ///< sizeof(gems_jit_options)
  uint32_t prewarm;     ///< 0: gems_jit_prewarm does nothing
  uint64_t cache_bytes; ///< the cache's limit
  gems_report report;   ///< null: the standard error stream
  void *report_context;
  char cache_dir[1024]; ///< "": no cache on disk
} gems_jit_options;

/// The defaults, as the environment changes them. The cache folder is GEMS_CACHE_DIR, else
/// $XDG_CACHE_HOME/gems, else $HOME/.cache/gems; GEMS_CACHE=0 means none. GEMS_PREWARM=0 turns
/// prewarming off. The limit is 256 MiB. Nothing else in these libraries reads the environment.
GEMS_API void gems_jit_read_environment(gems_jit_options *options);

/// What to compile. Everything that is not needed may be null or 0.
typedef struct gems_jit_request {
  uint32_t struct_size; ///< sizeof(gems_jit_request)
  uint32_t num_params;
  const gems_param_info *params; ///< as `-D NAME=VALUE`
  const char *path;              ///< the file of kernels; with a source, the name it goes by
  const char *source;            ///< the text itself, instead of the file
  size_t source_size;
  const char *triple;   ///< null: this machine
  const char *cpu;      ///< null: for this machine its own CPU, else the target's baseline
  const char *features; ///< "+bf16,-sve"
  const char *kernel;   ///< null when the file has one
} gems_jit_request;

/// `options` may be null for those of the environment. A cache that cannot be used is reported, and
/// no failure.
GEMS_API gems_status gems_jit_create(const gems_jit_options *options, gems_jit **jit,
                                     gems_message *message);
/// Waits for prewarming and unloads all kernels. Null is allowed.
GEMS_API void gems_jit_release(gems_jit *jit);

/// Finds the kernel among those in this process, in the cache, or compiles it. It lives as long as
/// the compiler. A file is looked at each time, and read again when it has changed since.
GEMS_API gems_status gems_jit_compile(gems_jit *jit, const gems_jit_request *request,
                                      const gems_kernel_info **kernel, gems_message *message);

/// The library itself, for any target; freed with gems_jit_free_library.
GEMS_API gems_status gems_jit_compile_library(gems_jit *jit, const gems_jit_request *request,
                                              void **bytes, size_t *size, gems_message *message);
GEMS_API void gems_jit_free_library(void *bytes);

/// Makes kernels ready in the background, so that the first real request finds them. The requests
/// are copied. What fails is reported, and again by the real request.
GEMS_API gems_status gems_jit_prewarm(gems_jit *jit, const gems_jit_request *requests,
                                      size_t num_requests, gems_message *message);
/// Waits until everything given to gems_jit_prewarm is done.
GEMS_API void gems_jit_wait(gems_jit *jit);

/// Where kernels came from so far.
typedef struct gems_jit_statistics {
  uint64_t found_in_process;
  uint64_t found_in_cache;
  uint64_t compiled;
} gems_jit_statistics;
GEMS_API void gems_jit_get_statistics(const gems_jit *jit, gems_jit_statistics *statistics);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // GEMS_JIT_JIT_H
