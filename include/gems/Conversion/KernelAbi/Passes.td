// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The conversion of program functions to the binary interface of kernels.
#ifndef GEMS_CONVERSION_KERNELABI_PASSES_TD
#define GEMS_CONVERSION_KERNELABI_PASSES_TD

include "mlir/Pass/PassBase.td"

def CheckBounds : Pass<"gems-check-bounds", "::mlir::ModuleOp"> {
  let summary = "Check each access to an array before it happens";
  let description = [{
    For entries that `gems-kernel-abi{check-bounds}` made, once control flow is branches. Each load
    and store of an array is compared with the number of elements that the launch says the array
    has (`gems_launch.checks`), before it happens: one comparison for a run of neighbours, one for
    each lane where lanes are masked or have places of their own. A lane that is masked off is not
    looked at. The first access that is outside is recorded with its line, the number of the program
    and the element, and the range ends; so does at once every range that begins afterwards.

    ```mlir
    ^body(%id: i64, ...):
      %program = llvm.intr.ssa.copy %id : i64
      %x = vector.load %array[%i] : memref<?xf32>, vector<16xf32>
    ```
    becomes
    ```mlir
    ^body(%id: i64, ...):
      %place = arith.index_cast %i : index to i64
      %is_outside = arith.cmpi uge, %place, %limit : i64
      cf.cond_br %is_outside, ^outside, ^inside
    ^outside:
      %begins_inside = arith.cmpi ult, %place, %extent : i64
      %element = arith.select %begins_inside, %extent, %place : i64
      %site = llvm.mlir.addressof @k.site0 : !llvm.ptr
      cf.br ^report(%site, %element : !llvm.ptr, i64)
    ^inside:
      %x = vector.load %array[%i] : memref<?xf32>, vector<16xf32>
    ```
    Scratch memory is not checked: its places are the compiler's affair.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
                           "::mlir::cf::ControlFlowDialect", "::mlir::vector::VectorDialect"];
}

def KernelAbi : Pass<"gems-kernel-abi", "::mlir::ModuleOp"> {
  let summary = "Turn program functions into range entries, descriptors and the note";
  let description = [{
    A program function (a `func.func` with `gems.arg_names`) computes one program. This pass makes
    of each the two symbols of `gems/Runtime/Abi.h`: the entry, which runs the programs
    `[first, last)` of a grid, and the constant descriptor. The entry reads the arguments once,
    divides `first` once into the program's place x, y, z and counts up from there; the program's
    body moves into that loop, where what does not depend on the place can be hoisted. All kernels
    of a module share one note (`gems/Runtime/Note.h`).

    ```mlir
    func.func @fill(%to: memref<?xf32>, %value: f32, %pid_x: i32, ..., %scratch: memref<?xi8>)
        attributes {gems.arg_names = ["to", "value"], gems.scratch_size = 0 : i64,
                    gems.scratch_align = 64 : i64} {
      %i = arith.index_cast %pid_x : i32 to index
      memref.store %value, %to[%i] : memref<?xf32>
      return
    }
    ```
    becomes
    ```mlir
    llvm.func @fill(%launch: !llvm.ptr, %first: i64, %last: i64, %scratch: !llvm.ptr) {
      %args = llvm.load %launch : !llvm.ptr -> !llvm.ptr
      ...
      scf.for %id = %first to %last step %one iter_args(%x = %x0, %y = %y0, %z = %z0) ... {
        %i = arith.index_cast %x : i32 to index
        memref.store %value, %to[%i] : memref<?xf32>
        ...
      }
      llvm.return
    }
    llvm.mlir.global external constant @gems_kernel_fill() : !llvm.struct<...> { ... }
    ```
    Arrays are memrefs of unknown size; the memory behind them is the launcher's affair.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
  let options = [
    Option<"triple", "triple", "std::string", [{"aarch64-unknown-linux-gnu"}],
           "The target's triple, normalised">,
    Option<"cpu", "cpu", "std::string", [{"generic"}], "The target's CPU">,
    Option<"features", "features", "std::string", [{""}],
           "What is added to and taken from the CPU's features">,
    Option<"required", "required", "std::string", [{"+neon"}],
           "What the code needs of the machine that runs it, for the descriptor">,
    Option<"isa", "isa", "std::string", [{"neon"}], "neon, sve, avx2 or avx512">,
    Option<"checkBounds", "check-bounds", "bool", "false",
           "Prepare for gems-check-bounds: mark arrays and the program's number">];
}

#endif // GEMS_CONVERSION_KERNELABI_PASSES_TD
