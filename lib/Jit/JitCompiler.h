// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is behind a gems_jit.
#ifndef GEMS_LIB_JIT_JITCOMPILER_H
#define GEMS_LIB_JIT_JITCOMPILER_H

#include "Compile.h"
#include "Library.h"

#include <condition_variable>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <pthread.h>

namespace gems {

/// The libraries of this process, and who makes what is not there.
class JitCompiler {
public:
  explicit JitCompiler(const gems_jit_options &options);
  ~JitCompiler();
  JitCompiler(const JitCompiler &) = delete;

  /// Finds or makes the library of a request, which lives as long as the compiler.
  gems_status getLibrary(const gems_jit_request &request, const FileVersion &version,
                         const Library *&library, gems_message *message);
  /// Finds the bytes in the cache, or compiles them.
  gems_status getBytes(const gems_jit_request &request, Bytes &bytes, gems_message *message);

  /// Hands requests to the thread in the background.
  void prewarm(std::deque<OwnedRequest> requests);
  void waitForPrewarming();

  const gems_jit_options options;
  std::atomic<uint64_t> foundInProcess{0}, foundInCache{0}, compiled{0};

private:
  gems_status makeLibrary(const gems_jit_request &request, const FileVersion &version,
                          uint64_t hash, const Library *&library, gems_message *message);
  gems_status load(const gems_jit_request &request, gems_module **module, gems_message *message);
  gems_status compile(const CompileJob &job, const Digest &key, Bytes &bytes,
                      gems_message *message);
  void report(const std::string &text) const;
  void workInBackground();

  std::unique_ptr<DiskCache> cache;

  LibraryTable libraries;
  std::mutex mutex; ///< of those in the making, and of whoever adds to `libraries`
  std::condition_variable isMade;
  std::list<std::shared_ptr<Library>> inTheMaking;

  std::mutex queueMutex;
  std::condition_variable queueChanged;
  std::deque<OwnedRequest> queue;
  bool isBusy = false, isStopping = false, isStarted = false;
  pthread_t background;
};

} // namespace gems

#endif // GEMS_LIB_JIT_JITCOMPILER_H
