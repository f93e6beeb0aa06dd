// RUN: gems-opt %s -D T=f32 -D BLOCK=1024 | FileCheck %s '-D$T=f32' '-D$BLOCK=1024'
// RUN: gems-opt %s -D T=f16 -D BLOCK=1024 | FileCheck %s '-D$T=f16' '-D$BLOCK=1024'
// RUN: gems-opt %s -D T=bf16 -D BLOCK=1024 | FileCheck %s '-D$T=bf16' '-D$BLOCK=1024'
//
// Triton's silu_and_mul kernel, translated op by op. In f32 the casts are no-ops, as in Triton,
// which leaves them out.

!T     = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK = #tile.param<BLOCK : i32 = 1024>
!x     = !tile.tile<BLOCK x T>
!f     = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>

// CHECK-LABEL: tile.kernel @silu_and_mul
// CHECK: tile.load %x_ptr[%[[OFFSETS:.+]]] mask %[[MASK:.+]] : !tile.ptr<[[$T]]>, tensor<[[$BLOCK]]xi32>
// CHECK: math.exp %{{.+}} : tensor<[[$BLOCK]]xf32>
// CHECK: tile.store %{{.+}}, %out_ptr[%[[OFFSETS]]] mask %[[MASK]] : !tile.ptr<[[$T]]>
tile.kernel @silu_and_mul(%x_ptr: !tile.ptr<!T>, %y_ptr: !tile.ptr<!T>, %out_ptr: !tile.ptr<!T>,
                          %n: i32) {
  %s = arith.constant dense<1.0> : !f
  %s_0 = arith.constant dense<0.0> : !f
  %c_block = arith.constant #BLOCK
  %pid = tile.program_id x
  %offs = arith.muli %pid, %c_block : i32
  %offs_1 = tile.arange : !idx
  %offs_2 = tile.splat %offs : i32 -> !idx
  %offs_3 = arith.addi %offs_2, %offs_1 : !idx
  %mask = tile.splat %n : i32 -> !idx
  %mask_4 = arith.cmpi slt, %offs_3, %mask : !idx
  %x_6 = tile.load %x_ptr[%offs_3] mask %mask_4 : !tile.ptr<!T>, !idx
  %x_7 = tile.cast %x_6 : !x to !f
  %y_9 = tile.load %y_ptr[%offs_3] mask %mask_4 : !tile.ptr<!T>, !idx
  %s_10 = arith.subf %s_0, %x_7 : !f
  %s_11 = math.exp %s_10 : !f
  %s_12 = arith.addf %s_11, %s : !f
  %s_13 = arith.divf %x_7, %s_12 : !f
  %2 = tile.cast %s_13 : !f to !x
  %3 = arith.mulf %2, %y_9 : !x
  tile.store %3, %out_ptr[%offs_3] mask %mask_4 : !tile.ptr<!T>, !idx
  tile.return
}
