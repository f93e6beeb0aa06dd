// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The libraries of this process, and who makes what is not there.
#include "JitCompiler.h"

#include <algorithm>
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

gems_status JitCompiler::getLibrary(const gems_jit_request &request, const FileVersion &version,
                                    const Library *&library, gems_message *message) {
  uint64_t hash = hashRequest(request, version);
  library = libraries.find(request, version, hash);
  if (!library)
    return makeLibrary(request, version, hash, library, message);
  foundInProcess.fetch_add(1, std::memory_order_relaxed);
  return GEMS_OK;
}

gems_status JitCompiler::makeLibrary(const gems_jit_request &request, const FileVersion &version,
                                     uint64_t hash, const Library *&library,
                                     gems_message *message) {
  std::unique_lock<std::mutex> lock(mutex);
  // It may have been made since.
  library = libraries.find(request, version, hash);
  if (library) {
    ++foundInProcess;
    return GEMS_OK;
  }
  auto place = std::find_if(inTheMaking.begin(), inTheMaking.end(), [&](const auto &other) {
    return other->request.matches(request, version);
  });
  std::shared_ptr<Library> made;
  if (place != inTheMaking.end()) {
    made = *place;
    isMade.wait(lock, [&] { return made->isReady; });
    if (made->status == GEMS_OK)
      ++foundInProcess;
  } else {
    made = std::make_shared<Library>(request, version);
    place = inTheMaking.insert(inTheMaking.end(), made);
    lock.unlock();
    gems_module *module = nullptr;
    gems_message failure = {};
    gems_status status = load(made->request.view(), &module, &failure);
    lock.lock();
    made->module = module;
    made->status = status;
    made->failure = failure;
    made->isReady = true;
    inTheMaking.erase(place);
    // What failed may work the next time.
    if (status == GEMS_OK)
      libraries.add(hash, made);
    lock.unlock();
    isMade.notify_all();
  }
  if (made->status == GEMS_OK)
    library = made.get();
  else if (message)
    *message = made->failure;
  return made->status;
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
    const Library *library;
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
