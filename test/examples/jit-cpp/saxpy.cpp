// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles saxpy.mlir for this CPU, and runs it on all of its cores.
#include <gems/Jit/Jit.hpp>

#include <cstdio>
#include <vector>

int main() {
  constexpr int n = 1000000, block = 512;
  std::vector<float> x(n), y(n, 1.0f);
  for (int i = 0; i < n; ++i)
    x[i] = float(i);

  gems::Jit jit = gems::Jit::create().value();
  gems::Kernel kernel = jit.compileFile(KERNEL, {{"BLOCK", std::to_string(block)}}).value();
  printf("%s for %s\n", kernel.signature().c_str(), kernel.info().cpu);

  gems::Executor pool = gems::Executor::pool().value();
  gems::Binding saxpy = kernel.bind(x.data(), y.data(), 2.0f, n).value();
  saxpy.use(pool).check();
  saxpy.launch((n + block - 1) / block).check();

  for (int i = 0; i < n; ++i)
    if (y[i] != 2.0f * float(i) + 1.0f)
      return printf("y[%d] is %g\n", i, y[i]), 1;
  printf("y[%d] = %g: all %d right, %u threads\n", n - 1, y[n - 1], n, pool.numThreads());
  return 0;
}
