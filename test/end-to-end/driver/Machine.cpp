// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where kernels run: this process, or a process in an emulator.
#include "Machine.h"

#include <cinttypes>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/prctl.h>
#include <unistd.h>

using namespace e2e;

namespace {

class LocalMachine : public Machine {
public:
  ~LocalMachine() override { gems_module_release(module); }
  std::vector<const gems_kernel_info *> load(const std::string &path) override;
  void launch(const gems_kernel_info &kernel, const std::vector<gems_value> &args,
              const LaunchShape &shape) override;
  int64_t sveBits() override;

private:
  void check(gems_status status) {
    if (status != GEMS_OK)
      stop(message.text);
  }
  gems_module *module = nullptr;
  gems_message message = {};
};

/// Speaks to serve(), line by line.
class EmulatedMachine : public Machine {
public:
  explicit EmulatedMachine(const std::string &command);
  ~EmulatedMachine() override {
    fclose(requests);
    fclose(replies);
  }
  std::vector<const gems_kernel_info *> load(const std::string &path) override;
  void launch(const gems_kernel_info &kernel, const std::vector<gems_value> &args,
              const LaunchShape &shape) override;
  int64_t sveBits() override { return bits; }

private:
  /// The words of the next line.
  std::vector<std::string> read();
  const char *keep(const std::string &text) { return texts.emplace_back(text).c_str(); }

  FILE *requests, *replies;
  int64_t bits = 0;
  std::deque<std::string> texts;
  std::deque<std::vector<gems_arg_info>> args;
  std::deque<std::vector<gems_param_info>> params;
  std::deque<gems_kernel_info> kernels;
};

} // namespace

std::vector<const gems_kernel_info *> LocalMachine::load(const std::string &path) {
  gems_module_release(module);
  module = nullptr;
  check(gems_module_load_file(path.c_str(), &module, &message));
  std::vector<const gems_kernel_info *> kernels;
  for (size_t i = 0; i < gems_module_num_kernels(module); ++i)
    kernels.push_back(gems_module_kernel(module, i));
  return kernels;
}

void LocalMachine::launch(const gems_kernel_info &kernel, const std::vector<gems_value> &args,
                          const LaunchShape &shape) {
  gems_binding *binding = nullptr;
  check(gems_binding_create(&kernel, &binding, &message));
  for (uint32_t i = 0; i < kernel.num_args; ++i) {
    gems_type type = static_cast<gems_type>(kernel.args[i].type);
    check(kernel.args[i].kind == GEMS_POINTER
              ? gems_binding_set_array_at(binding, i, type, args[i].ptr, &message)
              : gems_binding_set_scalar_at(binding, i, type, args[i], &message));
  }
  check(shape.first < 0 ? gems_binding_launch(binding, shape.grid, &message)
                        : gems_binding_launch_range(binding, shape.grid, shape.first, shape.last,
                                                    nullptr, &message));
  gems_binding_release(binding);
}

int64_t LocalMachine::sveBits() {
#if defined(__aarch64__)
  // PR_SVE_GET_VL, which older headers lack; the low 16 bits are the length in bytes.
  int length = prctl(51);
  return length < 0 ? 0 : (length & 0xffff) * 8;
#else
  return 0;
#endif
}

EmulatedMachine::EmulatedMachine(const std::string &command) {
  int down[2], up[2];
  if (pipe(down) != 0 || pipe(up) != 0)
    stop("cannot make pipes");
  std::string line = command + " --serve=" + std::to_string(Pool::get().getFile());
  pid_t child = fork();
  if (child == 0) {
    dup2(down[0], 0);
    dup2(up[1], 1);
    for (int file : {down[0], down[1], up[0], up[1]})
      close(file);
    execl("/bin/sh", "sh", "-c", ("exec " + line).c_str(), nullptr);
    _exit(127);
  }
  close(down[0]);
  close(up[1]);
  // A process that ends early is reported by read(), not by a signal.
  signal(SIGPIPE, SIG_IGN);
  requests = fdopen(down[1], "w");
  replies = fdopen(up[0], "r");
  if (child < 0 || !requests || !replies)
    stop("cannot start '" + command + "'");
}

std::vector<std::string> EmulatedMachine::read() {
  fflush(requests);
  char line[1024];
  if (!fgets(line, sizeof(line), replies))
    stop("the emulated process ended before it answered");
  if (strncmp(line, "error ", 6) == 0)
    stop(std::string("in the emulator: ") + (line + 6));
  std::vector<std::string> words;
  for (char *word = strtok(line, " \n"); word; word = strtok(nullptr, " \n"))
    words.emplace_back(word);
  return words;
}

std::vector<const gems_kernel_info *> EmulatedMachine::load(const std::string &path) {
  fprintf(requests, "load %s\n", path.c_str());
  std::vector<std::string> words = read();
  bits = atoll(words.at(1).c_str());
  std::vector<const gems_kernel_info *> loaded;
  for (int i = 0, count = atoi(words.at(0).c_str()); i < count; ++i) {
    words = read();
    gems_kernel_info &info = kernels.emplace_back();
    info = {};
    info.name = keep(words.at(0));
    info.isa = static_cast<uint32_t>(atoi(words.at(1).c_str()));
    info.scratch_size = static_cast<uint64_t>(atoll(words.at(2).c_str()));
    info.num_args = static_cast<uint32_t>(atoi(words.at(3).c_str()));
    info.num_params = static_cast<uint32_t>(atoi(words.at(4).c_str()));
    std::vector<gems_arg_info> &argInfos = args.emplace_back();
    for (uint32_t k = 0; k < info.num_args; ++k) {
      words = read();
      argInfos.push_back({keep(words.at(0)), static_cast<uint8_t>(atoi(words.at(1).c_str())),
                          static_cast<uint8_t>(atoi(words.at(2).c_str())), 0, 0});
    }
    std::vector<gems_param_info> &paramInfos = params.emplace_back();
    for (uint32_t k = 0; k < info.num_params; ++k) {
      words = read();
      paramInfos.push_back({keep(words.at(0)), keep(words.at(1))});
    }
    info.args = argInfos.data();
    info.params = paramInfos.data();
    loaded.push_back(&info);
  }
  return loaded;
}

void EmulatedMachine::launch(const gems_kernel_info &kernel, const std::vector<gems_value> &values,
                             const LaunchShape &shape) {
  fprintf(requests, "launch %s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
          kernel.name, shape.grid[0], shape.grid[1], shape.grid[2], shape.first, shape.last);
  uint64_t base = reinterpret_cast<uintptr_t>(Pool::get().getBase());
  for (uint32_t i = 0; i < kernel.num_args; ++i) {
    uint64_t bitsOfValue = static_cast<uint64_t>(values[i].i64);
    fprintf(requests, " %" PRIx64,
            kernel.args[i].kind == GEMS_POINTER ? bitsOfValue - base : bitsOfValue);
  }
  fprintf(requests, "\n");
  read();
}

std::unique_ptr<Machine> e2e::makeMachine(const std::string &command) {
  if (command.empty())
    return std::make_unique<LocalMachine>();
  return std::make_unique<EmulatedMachine>(command);
}

static void describeAll(const std::vector<const gems_kernel_info *> &kernels, Machine &machine) {
  printf("%zu %" PRId64 "\n", kernels.size(), machine.sveBits());
  for (const gems_kernel_info *info : kernels) {
    printf("%s %u %" PRIu64 " %u %u\n", info->name, info->isa, info->scratch_size, info->num_args,
           info->num_params);
    for (uint32_t i = 0; i < info->num_args; ++i)
      printf("%s %u %u\n", info->args[i].name, info->args[i].kind, info->args[i].type);
    for (uint32_t i = 0; i < info->num_params; ++i)
      printf("%s %s\n", info->params[i].name, info->params[i].value);
  }
}

static void launchFrom(const gems_kernel_info &kernel, Machine &machine) {
  LaunchShape shape;
  auto next = [](int base) {
    char *word = strtok(nullptr, " \n");
    return static_cast<int64_t>(word ? strtoull(word, nullptr, base) : 0);
  };
  for (int64_t &size : shape.grid)
    size = next(10);
  shape.first = next(10);
  shape.last = next(10);
  std::vector<gems_value> values(kernel.num_args);
  for (uint32_t i = 0; i < kernel.num_args; ++i) {
    values[i].i64 = next(16);
    if (kernel.args[i].kind == GEMS_POINTER)
      values[i].i64 += static_cast<int64_t>(reinterpret_cast<uintptr_t>(Pool::get().getBase()));
  }
  machine.launch(kernel, values, shape);
  printf("done\n");
}

int e2e::serve() {
  LocalMachine machine;
  std::vector<const gems_kernel_info *> kernels;
  char line[4096];
  while (fgets(line, sizeof(line), stdin)) {
    std::string verb = strtok(line, " \n"), subject = strtok(nullptr, " \n");
    if (verb == "load") {
      kernels = machine.load(subject);
      describeAll(kernels, machine);
    } else {
      for (const gems_kernel_info *kernel : kernels)
        if (subject == kernel->name)
          launchFrom(*kernel, machine);
    }
    fflush(stdout);
  }
  return 0;
}
