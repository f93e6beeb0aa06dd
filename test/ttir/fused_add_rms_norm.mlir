// RUN: gems-opt %s -D T=f32 -D BLOCK=128 | FileCheck %s '-D$T=f32' '-D$BLOCK=128'
// RUN: gems-opt %s -D T=f32 -D BLOCK=1024 | FileCheck %s '-D$T=f32' '-D$BLOCK=1024'
// RUN: gems-opt %s -D T=f32 -D BLOCK=4096 | FileCheck %s '-D$T=f32' '-D$BLOCK=4096'
// RUN: gems-opt %s -D T=f16 -D BLOCK=128 | FileCheck %s '-D$T=f16' '-D$BLOCK=128'
// RUN: gems-opt %s -D T=f16 -D BLOCK=1024 | FileCheck %s '-D$T=f16' '-D$BLOCK=1024'
// RUN: gems-opt %s -D T=f16 -D BLOCK=4096 | FileCheck %s '-D$T=f16' '-D$BLOCK=4096'
// RUN: gems-opt %s -D T=bf16 -D BLOCK=128 | FileCheck %s '-D$T=bf16' '-D$BLOCK=128'
// RUN: gems-opt %s -D T=bf16 -D BLOCK=1024 | FileCheck %s '-D$T=bf16' '-D$BLOCK=1024'
// RUN: gems-opt %s -D T=bf16 -D BLOCK=4096 | FileCheck %s '-D$T=bf16' '-D$BLOCK=4096'
//
// Triton's fused_add_rms_norm kernel, translated op by op: the sum of squares is carried as a tile of
// one element and broadcast to the width of a tile, row offsets are computed in i64 by hand.

!T     = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK = #tile.param<BLOCK : i32 = 128>
!x     = !tile.tile<BLOCK x T>
!f     = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>

// CHECK-LABEL: tile.kernel @_fused_add_rms_norm_kernel
// CHECK: %[[IN_ROW:.+]] = tile.addptr %input_ptr, %{{.+}} : !tile.ptr<[[$T]]>, i64
// CHECK: %[[R_ROW:.+]] = tile.addptr %residual_ptr, %{{.+}} : !tile.ptr<[[$T]]>, i64
// CHECK: scf.for {{.*}} -> (tensor<1xf32>)
// CHECK: tile.store %{{.+}}, %[[R_ROW]][%{{.+}}] mask %{{.+}} : !tile.ptr<[[$T]]>, tensor<[[$BLOCK]]xi32>
// CHECK: tile.splat %{{.+}} : f32 -> tensor<1xf32>
// CHECK: tile.broadcast %{{.+}} : tensor<1xf32> -> tensor<[[$BLOCK]]xf32>
// CHECK: scf.for
// CHECK: tile.store %{{.+}}, %[[IN_ROW]][%{{.+}}] mask %{{.+}} : !tile.ptr<[[$T]]>, tensor<[[$BLOCK]]xi32>
tile.kernel @_fused_add_rms_norm_kernel(%input_ptr: !tile.ptr<!T>, %residual_ptr: !tile.ptr<!T>,
                                        %weight_ptr: !tile.ptr<!T>, %in_stride_r: i32,
                                        %r_stride_r: i32, %N: i32, %eps: f32) {
  %sum_sq = arith.constant dense<0.0> : tensor<1xf32>
  %cst = arith.constant dense<0.0> : !x
  %c_block = arith.constant #BLOCK
  %c0_i32 = arith.constant 0 : i32
  %rrms = arith.constant dense<1.0> : tensor<1xf32>
  %pid = tile.program_id x
  %pid_0 = arith.extsi %pid : i32 to i64
  %in_row = arith.extsi %in_stride_r : i32 to i64
  %in_row_1 = arith.muli %pid_0, %in_row : i64
  %in_row_2 = tile.addptr %input_ptr, %in_row_1 : !tile.ptr<!T>, i64
  %r_row = arith.extsi %r_stride_r : i32 to i64
  %r_row_3 = arith.muli %pid_0, %r_row : i64
  %r_row_4 = tile.addptr %residual_ptr, %r_row_3 : !tile.ptr<!T>, i64
  %cols = tile.arange : !idx
  %mask = tile.splat %N : i32 -> !idx
  %sum_sq_5 = scf.for %off = %c0_i32 to %N step %c_block iter_args(%sum_sq_15 = %sum_sq) -> (tensor<1xf32>) : i32 {
    %cols_16 = tile.splat %off : i32 -> !idx
    %cols_17 = arith.addi %cols_16, %cols : !idx
    %mask_18 = arith.cmpi slt, %cols_17, %mask : !idx
    %x_20 = tile.load %in_row_2[%cols_17] mask %mask_18 other %cst : !tile.ptr<!T>, !idx
    %x_21 = tile.cast %x_20 : !x to !f
    %r_23 = tile.load %r_row_4[%cols_17] mask %mask_18 other %cst : !tile.ptr<!T>, !idx
    %r_24 = tile.cast %r_23 : !x to !f
    %x_25 = arith.addf %x_21, %r_24 : !f
    %1 = tile.cast %x_25 : !f to !x
    tile.store %1, %r_row_4[%cols_17] mask %mask_18 : !tile.ptr<!T>, !idx
    %sum_sq_26 = arith.mulf %x_25, %x_25 : !f
    %sum_sq_27 = tile.sum %sum_sq_26 axis 0 : !f
    %sum_sq_28 = tile.splat %sum_sq_27 : f32 -> tensor<1xf32>
    %sum_sq_29 = arith.addf %sum_sq_15, %sum_sq_28 : tensor<1xf32>
    scf.yield %sum_sq_29 : tensor<1xf32>
  }
  %var = arith.sitofp %N : i32 to f32
  %var_6 = tile.splat %var : f32 -> tensor<1xf32>
  %var_7 = arith.divf %sum_sq_5, %var_6 : tensor<1xf32>
  %rrms_8 = tile.splat %eps : f32 -> tensor<1xf32>
  %rrms_9 = arith.addf %var_7, %rrms_8 : tensor<1xf32>
  %rrms_10 = math.sqrt %rrms_9 : tensor<1xf32>
  %rrms_11 = arith.divf %rrms, %rrms_10 : tensor<1xf32>
  %cols_12 = tile.arange : !idx
  %mask_13 = tile.splat %N : i32 -> !idx
  %y = tile.broadcast %rrms_11 : tensor<1xf32> -> !f
  scf.for %off = %c0_i32 to %N step %c_block : i32 {
    %cols_15 = tile.splat %off : i32 -> !idx
    %cols_16 = arith.addi %cols_15, %cols_12 : !idx
    %mask_17 = arith.cmpi slt, %cols_16, %mask_13 : !idx
    %x_19 = tile.load %r_row_4[%cols_16] mask %mask_17 other %cst : !tile.ptr<!T>, !idx
    %x_20 = tile.cast %x_19 : !x to !f
    %w_22 = tile.load %weight_ptr[%cols_16] mask %mask_17 other %cst : !tile.ptr<!T>, !idx
    %y_23 = arith.mulf %x_20, %y : !f
    %y_24 = tile.cast %y_23 : !f to !x
    %y_25 = arith.mulf %y_24, %w_22 : !x
    tile.store %y_25, %in_row_2[%cols_16] mask %mask_17 : !tile.ptr<!T>, !idx
  }
  tile.return
}
