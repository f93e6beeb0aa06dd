// RUN: gems-opt %s -D T=f32 -D BLOCK=128 | FileCheck %s '-D$T=f32' '-D$BLOCK=128'
// RUN: gems-opt %s -D T=f32 -D BLOCK=1024 | FileCheck %s '-D$T=f32' '-D$BLOCK=1024'
// RUN: gems-opt %s -D T=f16 -D BLOCK=128 | FileCheck %s '-D$T=f16' '-D$BLOCK=128'
// RUN: gems-opt %s -D T=f16 -D BLOCK=1024 | FileCheck %s '-D$T=f16' '-D$BLOCK=1024'
// RUN: gems-opt %s -D T=bf16 -D BLOCK=128 | FileCheck %s '-D$T=bf16' '-D$BLOCK=128'
// RUN: gems-opt %s -D T=bf16 -D BLOCK=1024 | FileCheck %s '-D$T=bf16' '-D$BLOCK=1024'
//
// Triton's softmax_row kernel, translated op by op: the row is one tile, and n_cols is at most BLOCK.
// Triton's maximum (maxnumf) skips NaN and tile.max passes it on; the row ends as NaN either way,
// through the sum of the exponentials. Triton writes -inf in the type of the tile; here it is cast
// to it, so that one file serves all types. row * stride is 64 bits wide here, 32 in Triton.

!T     = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK = #tile.param<BLOCK : i32 = 1024>
!x     = !tile.tile<BLOCK x T>
!f     = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>

// CHECK-LABEL: tile.kernel @softmax_row
// CHECK: tile.addptr %in_ptr, %[[ROW:.+]] : !tile.ptr<[[$T]]>, i32
// CHECK: tile.load %{{.+}}[%[[COLS:.+]]] mask %[[MASK:.+]] other %{{.+}} : !tile.ptr<[[$T]]>, tensor<[[$BLOCK]]xi32>
// CHECK: tile.max %{{.+}} axis 0 : tensor<[[$BLOCK]]xf32>
// CHECK: tile.sum %{{.+}} axis 0 : tensor<[[$BLOCK]]xf32>
// CHECK: tile.addptr %out_ptr, %[[ROW]] : !tile.ptr<[[$T]]>, i32
// CHECK: tile.store %{{.+}}, %{{.+}}[%[[COLS]]] mask %[[MASK]] : !tile.ptr<[[$T]]>
tile.kernel @softmax_row(%out_ptr: !tile.ptr<!T>, %in_ptr: !tile.ptr<!T>, %stride: i32,
                         %n_cols: i32) {
  %minus_inf = arith.constant dense<0xFF800000> : !f
  %x = tile.cast %minus_inf : !f to !x
  %row = tile.program_id x
  %cols = tile.arange : !idx
  %mask = tile.splat %n_cols : i32 -> !idx
  %mask_0 = arith.cmpi slt, %cols, %mask : !idx
  %x_1 = arith.muli %row, %stride : i32
  %x_2 = tile.addptr %in_ptr, %x_1 : !tile.ptr<!T>, i32
  %x_5 = tile.load %x_2[%cols] mask %mask_0 other %x : !tile.ptr<!T>, !idx
  %x_6 = tile.cast %x_5 : !x to !f
  %x_7 = tile.max %x_6 axis 0 : !f
  %x_8 = tile.splat %x_7 : f32 -> !f
  %x_9 = arith.subf %x_6, %x_8 : !f
  %num = math.exp %x_9 : !f
  %den = tile.sum %num axis 0 : !f
  %0 = tile.addptr %out_ptr, %x_1 : !tile.ptr<!T>, i32
  %3 = tile.splat %den : f32 -> !f
  %4 = arith.divf %num, %3 : !f
  %5 = tile.cast %4 : !f to !x
  tile.store %5, %0[%cols] mask %mask_0 : !tile.ptr<!T>, !idx
  tile.return
}
