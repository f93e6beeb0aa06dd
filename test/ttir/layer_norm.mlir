// RUN: gems-opt %s -D T=f32 -D BLOCK=128 | FileCheck %s '-D$T=f32' '-D$BLOCK=128'
// RUN: gems-opt %s -D T=f16 -D BLOCK=128 | FileCheck %s '-D$T=f16' '-D$BLOCK=128'
// RUN: gems-opt %s -D T=bf16 -D BLOCK=128 | FileCheck %s '-D$T=bf16' '-D$BLOCK=128'
//
// Triton's layer_norm kernel, translated op by op: both sums are carried as tiles and reduced after
// the loop. row * stride is 64 bits wide here, 32 in Triton.

!T     = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK = #tile.param<BLOCK : i32 = 128>
!x     = !tile.tile<BLOCK x T>
!f     = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>
!mask  = !tile.tile<BLOCK x i1>

// CHECK-LABEL: tile.kernel @layer_norm
// CHECK: %[[ACC:.+]] = scf.for {{.*}} -> (tensor<[[$BLOCK]]xf32>)
// CHECK: tile.sum %[[ACC]] axis 0 : tensor<[[$BLOCK]]xf32>
// CHECK: %[[ACC2:.+]] = scf.for {{.*}} -> (tensor<[[$BLOCK]]xf32>)
// CHECK: arith.select %{{.+}}, %{{.+}}, %{{.+}} : tensor<[[$BLOCK]]xi1>, tensor<[[$BLOCK]]xf32>
// CHECK: tile.sum %[[ACC2]] axis 0 : tensor<[[$BLOCK]]xf32>
// CHECK: scf.for
// CHECK: tile.store %{{.+}} : !tile.ptr<[[$T]]>, tensor<[[$BLOCK]]xi32>
tile.kernel @layer_norm(%x_ptr: !tile.ptr<!T>, %y_ptr: !tile.ptr<!T>, %w_ptr: !tile.ptr<!T>,
                        %b_ptr: !tile.ptr<!T>, %stride: i32, %N: i32, %eps: f32) {
  %cst = arith.constant dense<0.0> : !x
  %c_block = arith.constant #BLOCK
  %c0_i32 = arith.constant 0 : i32
  %cst_0 = arith.constant 1.0 : f32
  %cst_1 = arith.constant dense<0.0> : !f
  %row = tile.program_id x
  %x_ptr_2 = arith.muli %row, %stride : i32
  %x_ptr_3 = tile.addptr %x_ptr, %x_ptr_2 : !tile.ptr<!T>, i32
  %y_ptr_4 = tile.addptr %y_ptr, %x_ptr_2 : !tile.ptr<!T>, i32
  %cols = tile.arange : !idx
  %acc = tile.splat %N : i32 -> !idx
  %acc_6 = scf.for %off = %c0_i32 to %N step %c_block iter_args(%acc_18 = %cst_1) -> (!f) : i32 {
    %cols_19 = tile.splat %off : i32 -> !idx
    %cols_20 = arith.addi %cols_19, %cols : !idx
    %acc_21 = arith.cmpi slt, %cols_20, %acc : !idx
    %acc_23 = tile.load %x_ptr_3[%cols_20] mask %acc_21 other %cst : !tile.ptr<!T>, !idx
    %acc_24 = tile.cast %acc_23 : !x to !f
    %acc_25 = arith.addf %acc_18, %acc_24 : !f
    scf.yield %acc_25 : !f
  }
  %mean = tile.sum %acc_6 axis 0 : !f
  %mean_7 = arith.sitofp %N : i32 to f32
  %mean_8 = arith.divf %mean, %mean_7 : f32
  %cols_9 = tile.arange : !idx
  %x = tile.splat %N : i32 -> !idx
  %d = tile.splat %mean_8 : f32 -> !f
  %acc2 = scf.for %off = %c0_i32 to %N step %c_block iter_args(%acc2_18 = %cst_1) -> (!f) : i32 {
    %cols_19 = tile.splat %off : i32 -> !idx
    %cols_20 = arith.addi %cols_19, %cols_9 : !idx
    %x_21 = arith.cmpi slt, %cols_20, %x : !idx
    %x_23 = tile.load %x_ptr_3[%cols_20] mask %x_21 other %cst : !tile.ptr<!T>, !idx
    %x_24 = tile.cast %x_23 : !x to !f
    %d_25 = arith.subf %x_24, %d : !f
    %d_26 = arith.select %x_21, %d_25, %cst_1 : !mask, !f
    %acc2_27 = arith.mulf %d_26, %d_26 : !f
    %acc2_28 = arith.addf %acc2_18, %acc2_27 : !f
    scf.yield %acc2_28 : !f
  }
  %rstd = tile.sum %acc2 axis 0 : !f
  %rstd_11 = arith.divf %rstd, %mean_7 : f32
  %rstd_12 = arith.addf %rstd_11, %eps : f32
  %rstd_13 = math.sqrt %rstd_12 : f32
  %rstd_14 = arith.divf %cst_0, %rstd_13 : f32
  %cols_15 = tile.arange : !idx
  %mask = tile.splat %N : i32 -> !idx
  %y = tile.splat %mean_8 : f32 -> !f
  %y_17 = tile.splat %rstd_14 : f32 -> !f
  scf.for %off = %c0_i32 to %N step %c_block : i32 {
    %cols_18 = tile.splat %off : i32 -> !idx
    %cols_19 = arith.addi %cols_18, %cols_15 : !idx
    %mask_20 = arith.cmpi slt, %cols_19, %mask : !idx
    %w_22 = tile.load %w_ptr[%cols_19] mask %mask_20 : !tile.ptr<!T>, !idx
    %w_23 = tile.cast %w_22 : !x to !f
    %b_25 = tile.load %b_ptr[%cols_19] mask %mask_20 : !tile.ptr<!T>, !idx
    %b_26 = tile.cast %b_25 : !x to !f
    %x_28 = tile.load %x_ptr_3[%cols_19] mask %mask_20 other %cst : !tile.ptr<!T>, !idx
    %x_29 = tile.cast %x_28 : !x to !f
    %y_30 = arith.subf %x_29, %y : !f
    %y_31 = arith.mulf %y_30, %y_17 : !f
    %y_32 = arith.mulf %y_31, %w_23 : !f
    %y_33 = arith.addf %y_32, %b_26 : !f
    %2 = tile.cast %y_33 : !f to !x
    tile.store %2, %y_ptr_4[%cols_19] mask %mask_20 : !tile.ptr<!T>, !idx
  }
  tile.return
}
