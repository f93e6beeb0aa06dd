// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The libraries of this process, and who makes what is not there.
#include "JitCompiler.h"

#include <cstdio>

using namespace gems;

JitCompiler::JitCompiler(const gems_jit_options &options) : options(options) {
  if (options.cache_dir[0])
    cache = DiskCache::open(options.cache_dir, options.cache_bytes,
                            [this](const std::string &text) { report("warning: " + text); });
}

JitCompiler::~JitCompiler() {
  {
    std::lock_guard<std::mutex> lock(queueMutex);
    isStopping = true;
    queue.clear();
  }
  queueChanged.notify_all();
  if (isStarted)
    pthread_join(background, nullptr);
}

void JitCompiler::report(const std::string &text) const {
  if (options.report)
    options.report(options.report_context, text.c_str());
  else
    fprintf(stderr, "gems: %s\n", text.c_str());
}

// Making libraries ------------------------------------------------------------------------------

gems_status JitCompiler::compile(const CompileJob &job, const Digest &key, Bytes &bytes,
                                 gems_message *message) {
  std::string diagnostics;
  gems_status status = compileJob(job, bytes, diagnostics, message);
  if (!diagnostics.empty())
    report(diagnostics);
  if (status != GEMS_OK)
    return status;
  ++compiled;
  if (cache)
    cache->store(key, bytes);
  return GEMS_OK;
}

gems_status JitCompiler::getBytes(const gems_jit_request &request, Bytes &bytes,
                                  gems_message *message) {
  CompileJob job;
  if (gems_status status = makeJob(request, job, message))
    return status;
  Digest key = cache ? job.digest() : Digest();
  std::optional<Bytes> cached = cache ? cache->load(key) : std::nullopt;
  if (!cached)
    return compile(job, key, bytes, message);
  ++foundInCache;
  bytes = std::move(*cached);
  return GEMS_OK;
}

gems_status JitCompiler::load(const gems_jit_request &request, gems_module **module,
                              gems_message *message) {
  CompileJob job;
  if (gems_status status = makeJob(request, job, message))
    return status;
  Digest key = cache ? job.digest() : Digest();
  const char *name = job.path.c_str();
  if (std::optional<Bytes> cached = cache ? cache->load(key) : std::nullopt) {
    gems_status status =
        gems_module_load_memory(cached->data(), cached->size(), name, module, message);
    if (status == GEMS_OK)
      ++foundInCache;
    // Code for another machine is what was asked for; it cannot run here.
    if (status == GEMS_OK || status == GEMS_ERROR_MACHINE)
      return status;
    cache->drop(key, message->text);
  }
  Bytes bytes;
  if (gems_status status = compile(job, key, bytes, message))
    return status;
  return gems_module_load_memory(bytes.data(), bytes.size(), name, module, message);
}

// Finding libraries -----------------------------------------------------------------------------

JitCompiler::LibraryPtr JitCompiler::lookUp(const gems_jit_request &request,
                                            const FileVersion &version, uint64_t hash) const {
  auto [first, last] = libraries.equal_range(hash);
  for (; first != last; ++first)
    if (first->second->request.matches(request, version))
      return first->second;
  return nullptr;
}

JitCompiler::LibraryPtr JitCompiler::lookUpReady(const gems_jit_request &request,
                                                 const FileVersion &version, uint64_t hash) const {
  std::shared_lock<std::shared_mutex> lock(mutex);
  LibraryPtr library = lookUp(request, version, hash);
  return library && library->isReady ? library : nullptr;
}

gems_status JitCompiler::getLibrary(const gems_jit_request &request, const FileVersion &version,
                                    LibraryPtr &library, gems_message *message) {
  uint64_t hash = hashRequest(request, version);
  library = lookUpReady(request, version, hash);
  if (!library) {
    std::unique_lock<std::shared_mutex> lock(mutex);
    library = lookUp(request, version, hash);
    if (!library) {
      library = std::make_shared<Library>(request, version);
      auto place = libraries.emplace(hash, library);
      lock.unlock();
      gems_module *module = nullptr;
      gems_message failure = {};
      gems_status status = load(library->request.view(), &module, &failure);
      lock.lock();
      library->module = module;
      library->status = status;
      library->failure = failure;
      library->isReady = true;
      // What failed may work the next time.
      if (status != GEMS_OK)
        libraries.erase(place);
      lock.unlock();
      isMade.notify_all();
      if (status != GEMS_OK && message)
        *message = failure;
      return status;
    }
    isMade.wait(lock, [&] { return library->isReady; });
  }
  if (library->status == GEMS_OK)
    foundInProcess.fetch_add(1, std::memory_order_relaxed);
  else if (message)
    *message = library->failure;
  return library->status;
}

// The background --------------------------------------------------------------------------------

void JitCompiler::workInBackground() {
  std::unique_lock<std::mutex> lock(queueMutex);
  for (;;) {
    queueChanged.wait(lock, [&] { return isStopping || !queue.empty(); });
    if (isStopping)
      return;
    OwnedRequest request = std::move(queue.front());
    queue.pop_front();
    isBusy = true;
    lock.unlock();
    LibraryPtr library;
    gems_message message = {};
    if (getLibrary(request.view(), request.version, library, &message) != GEMS_OK)
      report("warning: cannot prewarm '" + request.path + "': " + message.text);
    else if (gems_module_num_kernels(library->module) > 0)
      // Looks at the CPU for the first time, which the first binding would do otherwise.
      (void)gems_kernel_check_cpu(gems_module_kernel(library->module, 0), nullptr);
    lock.lock();
    isBusy = false;
    queueChanged.notify_all();
  }
}

void JitCompiler::prewarm(std::deque<OwnedRequest> requests) {
  std::lock_guard<std::mutex> lock(queueMutex);
  auto work = [](void *compiler) -> void * {
    static_cast<JitCompiler *>(compiler)->workInBackground();
    return nullptr;
  };
  if (!isStarted)
    isStarted = pthread_create(&background, nullptr, work, this) == 0;
  // Without a thread the real requests do the work.
  if (!isStarted)
    return;
  for (OwnedRequest &request : requests)
    queue.push_back(std::move(request));
  queueChanged.notify_all();
}

void JitCompiler::waitForPrewarming() {
  std::unique_lock<std::mutex> lock(queueMutex);
  queueChanged.wait(lock, [&] { return queue.empty() && !isBusy; });
}
