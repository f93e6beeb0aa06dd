// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The runtime to embed (C11): load compiled kernels, bind arguments, launch over a grid.
//
// Every function that can fail returns a gems_status and writes one line about what went wrong to
// `message`, which may be null. Handles are opaque; a kernel is known by its descriptor, so a
// kernel that is linked into the program (`extern const gems_kernel_info gems_kernel_NAME`) is used
// like one that was loaded.
//
// Threads: loading, finding and reading are safe from any thread. One binding belongs to one thread
// at a time; gems_binding_launch_range may run on many threads at once for the same binding, and so
// may gems_kernel_launch for the same kernel. An executor serves any number of threads at once.
#ifndef GEMS_RUNTIME_RUNTIME_H
#define GEMS_RUNTIME_RUNTIME_H

#include "gems/Runtime/Abi.h"

#if defined(__GNUC__)
#define GEMS_API __attribute__((visibility("default")))
#else
#define GEMS_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum gems_status {
  GEMS_OK = 0,
  GEMS_ERROR_ARGUMENT,    ///< a wrong use of this interface: null, out of range, bad grid
  GEMS_ERROR_IO,          ///< the file system said no
  GEMS_ERROR_MEMORY,      ///< no memory
  GEMS_ERROR_FORMAT,      ///< cut short, damaged, or not a library of kernels
  GEMS_ERROR_MACHINE,     ///< for another machine
  GEMS_ERROR_VERSION,     ///< another ABI version
  GEMS_ERROR_CHECKSUM,    ///< the contents changed after it was written
  GEMS_ERROR_UNSUPPORTED, ///< this CPU lacks what the kernel needs
  GEMS_ERROR_NOT_FOUND,   ///< no such kernel or argument
  GEMS_ERROR_TYPE,        ///< an argument of the wrong kind or type
  GEMS_ERROR_BINDING,     ///< an argument bound twice, or not at all
  GEMS_ERROR_BOUNDS       ///< a kernel that checks found an access out of bounds
} gems_status;

/// One line of text, NUL-terminated, empty after success. Longer text is cut.
typedef struct gems_message {
  char text[504];
} gems_message;

typedef struct gems_module gems_module;
typedef struct gems_binding gems_binding;
typedef struct gems_executor gems_executor;

/// The name of a status or type ("f32"), of an instruction set ("NEON"); "?" for no such value.
GEMS_API const char *gems_status_name(gems_status status);
GEMS_API const char *gems_type_name(uint32_t type);
GEMS_API const char *gems_isa_name(uint32_t isa);
/// Bytes of one element; 0 for no such type.
GEMS_API size_t gems_type_size(uint32_t type);
/// The ABI version that this library understands.
GEMS_API uint32_t gems_runtime_abi_version(void);

// Modules ---------------------------------------------------------------------------------------

/// Loads a shared library of kernels. Bounds, machine, note, ABI version and checksum are verified
/// first, on a private copy; that copy is what is loaded, so later changes to the file do no harm.
/// It is loaded by its name in /proc, which must be mounted.
GEMS_API gems_status gems_module_load_file(const char *path, gems_module **module,
                                           gems_message *message);
/// The same from memory, which may be freed afterwards. `name` is for messages.
GEMS_API gems_status gems_module_load_memory(const void *bytes, size_t size, const char *name,
                                             gems_module **module, gems_message *message);
/// Unloads a module (null is allowed). Its kernels and their bindings must not be used any more.
GEMS_API void gems_module_release(gems_module *module);

GEMS_API size_t gems_module_num_kernels(const gems_module *module);
/// The kernel at a position, or null.
GEMS_API const gems_kernel_info *gems_module_kernel(const gems_module *module, size_t index);
/// The kernel of a name. Not found: the message lists those that exist.
GEMS_API gems_status gems_module_find_kernel(const gems_module *module, const char *name,
                                             const gems_kernel_info **kernel,
                                             gems_message *message);

/// Whether this CPU has everything that the kernel's code needs. For SVE this includes a vector
/// length that is a power of two from 128 to 2048 bits.
GEMS_API gems_status gems_kernel_check_cpu(const gems_kernel_info *kernel, gems_message *message);

/// The SVE vector length of the calling thread in bits, 0 on a CPU without SVE.
GEMS_API uint32_t gems_cpu_sve_bits(void);

// Bindings --------------------------------------------------------------------------------------

/// Prepares launches of a kernel that this CPU can run; allocates the scratch memory for one
/// thread.
GEMS_API gems_status gems_binding_create(const gems_kernel_info *kernel, gems_binding **binding,
                                         gems_message *message);
/// Null is allowed.
GEMS_API void gems_binding_release(gems_binding *binding);
/// Forgets all arguments.
GEMS_API void gems_binding_reset(gems_binding *binding);

/// Binds the array argument `name` (or at a position) to elements of `type` at `data`, which must
/// be aligned to the element's size and stay valid while launches run. Null only for what the
/// kernel never touches.
GEMS_API gems_status gems_binding_set_array(gems_binding *binding, const char *name,
                                            enum gems_type type, void *data, gems_message *message);
GEMS_API gems_status gems_binding_set_array_at(gems_binding *binding, uint32_t position,
                                               enum gems_type type, void *data,
                                               gems_message *message);
/// Says how many elements an array argument has. A kernel that was compiled with --check=bounds
/// needs to know it of each of its arrays; others do not ask. gems_binding_reset forgets it.
GEMS_API gems_status gems_binding_set_extent(gems_binding *binding, const char *name,
                                             int64_t num_elements, gems_message *message);
GEMS_API gems_status gems_binding_set_extent_at(gems_binding *binding, uint32_t position,
                                                int64_t num_elements, gems_message *message);
/// Binds a scalar argument. GEMS_I1 takes 0 or 1 in .i8.
GEMS_API gems_status gems_binding_set_scalar(gems_binding *binding, const char *name,
                                             enum gems_type type, gems_value value,
                                             gems_message *message);
GEMS_API gems_status gems_binding_set_scalar_at(gems_binding *binding, uint32_t position,
                                                enum gems_type type, gems_value value,
                                                gems_message *message);

// Executors -------------------------------------------------------------------------------------
//
// An executor decides which threads run the programs of a grid. No executor (null) means the
// calling thread alone. With one, the programs are handed out in chunks as threads come to ask for
// them, so that a slow core does not hold up a fast one. How many threads take part depends on the
// work: one program never leaves the calling thread, nor does a grid that is done within the
// executor's grain of time, as measured. What sharing gains is measured, too: work that it makes
// less than a tenth faster goes back to the calling thread, but for a try now and then. A binding
// remembers what was measured; for launches without one the executor does. A launch inside of a
// launch runs on the thread that makes it.

/// The CPUs that this thread may use: its affinity, and the quota of the control group rounded
/// down. At least 1.
GEMS_API uint32_t gems_cpu_count(void);

/// Makes a pool of `num_threads` threads, the calling one included (0: gems_cpu_count()). Its
/// workers spin for a while after work and then sleep. They take no signals, and compute with the
/// floating-point mode of the thread that launches. After fork() the child makes workers of its own
/// when it first needs them. Threads that the system refuses are done without.
GEMS_API gems_status gems_executor_create_pool(uint32_t num_threads, gems_executor **executor,
                                               gems_message *message);

/// What an adapter asks of the host program: call task(context, i) for each i < num_tasks, on any
/// threads, in any order, at the same time or not, and return when all calls have returned.
typedef void (*gems_task)(void *context, uint32_t index);
typedef void (*gems_parallel_for)(void *host, uint32_t num_tasks, gems_task task, void *context);

/// Makes an executor out of the host's own threads, so that two pools never compete. `num_threads`
/// is how many run at once (0: gems_cpu_count()); `host` is passed through.
GEMS_API gems_status gems_executor_create_adapter(gems_parallel_for parallel_for, void *host,
                                                  uint32_t num_threads, gems_executor **executor,
                                                  gems_message *message);

/// Ends the threads of a pool. No launch may run on it, no binding may use it afterwards. Null is
/// allowed.
GEMS_API void gems_executor_release(gems_executor *executor);

/// How many threads take part at most, the calling one included. 1 for null.
GEMS_API uint32_t gems_executor_num_threads(const gems_executor *executor);

/// Sets the work that stays on the calling thread, in nanoseconds: 4000 unless set. With 0 every
/// grid of two programs or more is shared, and sleeping workers are always woken.
GEMS_API void gems_executor_set_grain(gems_executor *executor, uint32_t nanoseconds);

/// Sets how long a pool's idle workers spin before they sleep, in nanoseconds: 50000 unless set, or
/// 0 when there are more threads than CPUs.
GEMS_API void gems_executor_set_spin(gems_executor *executor, uint32_t nanoseconds);

// Launches --------------------------------------------------------------------------------------

/// The number of programs of a grid: each dimension 0..2^31-1, the product below 2^63.
GEMS_API gems_status gems_grid_size(const int64_t grid[3], int64_t *programs,
                                    gems_message *message);
/// Chooses who runs the grids of a binding: null for the calling thread, as at first. Allocates
/// scratch memory for each thread that may take part.
GEMS_API gems_status gems_binding_set_executor(gems_binding *binding, gems_executor *executor,
                                               gems_message *message);
/// Runs the whole grid on the binding's executor. A grid without programs runs nothing. An access
/// out of bounds that the kernel itself finds ends the launch with GEMS_ERROR_BOUNDS: it and all
/// that would have followed it on its thread have not happened.
GEMS_API gems_status gems_binding_launch(gems_binding *binding, const int64_t grid[3],
                                         gems_message *message);
/// Runs the programs [first, last) of the grid on the calling thread, with scratch memory as the
/// descriptor asks for (null for the binding's own, which only one thread may use at a time).
GEMS_API gems_status gems_binding_launch_range(const gems_binding *binding, const int64_t grid[3],
                                               int64_t first, int64_t last, void *scratch,
                                               gems_message *message);

/// Launches without a binding, for callers whose arguments change every time: `args` are taken on
/// trust, in the order of the descriptor, and so is the CPU (gems_kernel_check_cpu once before).
/// Kernels that check bounds need a binding.
/// `program_ns` is a guess of how long one program takes, 0 when unknown, which costs a measurement
/// each time. The guess itself hardly matters, only that it follows the sizes: what the executor
/// measures of a kernel is used again for guesses of the same order of magnitude, in proportion.
GEMS_API gems_status gems_kernel_launch(const gems_kernel_info *kernel, const gems_value *args,
                                        const int64_t grid[3], gems_executor *executor,
                                        double program_ns, gems_message *message);

/// Scratch memory for one more thread. Freed by gems_scratch_release; null when the kernel needs
/// none.
GEMS_API gems_status gems_scratch_create(const gems_kernel_info *kernel, void **scratch,
                                         gems_message *message);
GEMS_API void gems_scratch_release(void *scratch);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // GEMS_RUNTIME_RUNTIME_H
