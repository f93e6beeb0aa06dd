// RUN: gems-opt %s -D T=f32 -D BLOCK=1024 | FileCheck %s '-D$T=f32' '-D$BLOCK=1024'
// RUN: gems-opt %s -D T=f16 -D BLOCK=1024 | FileCheck %s '-D$T=f16' '-D$BLOCK=1024'
// RUN: gems-opt %s -D T=bf16 -D BLOCK=1024 | FileCheck %s '-D$T=bf16' '-D$BLOCK=1024'
//
// Triton's vector_add kernel, translated op by op. Tiles of pointers become a scalar pointer and a
// tile of offsets.

!T     = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK = #tile.param<BLOCK : i32 = 1024>
!x     = !tile.tile<BLOCK x T>
!idx   = !tile.tile<BLOCK x i32>

// CHECK-LABEL: tile.kernel @vector_add
// CHECK: tile.load %x_ptr[%[[OFFSETS:.+]]] mask %[[MASK:.+]] : !tile.ptr<[[$T]]>, tensor<[[$BLOCK]]xi32>
// CHECK: arith.addf %{{.+}}, %{{.+}} : tensor<[[$BLOCK]]x[[$T]]>
// CHECK: tile.store %{{.+}}, %out_ptr[%[[OFFSETS]]] mask %[[MASK]] : !tile.ptr<[[$T]]>
tile.kernel @vector_add(%x_ptr: !tile.ptr<!T>, %y_ptr: !tile.ptr<!T>, %out_ptr: !tile.ptr<!T>,
                        %n: i32) {
  %c_block = arith.constant #BLOCK
  %pid = tile.program_id x
  %offs = arith.muli %pid, %c_block : i32
  %offs_0 = tile.arange : !idx
  %offs_1 = tile.splat %offs : i32 -> !idx
  %offs_2 = arith.addi %offs_1, %offs_0 : !idx
  %mask = tile.splat %n : i32 -> !idx
  %mask_3 = arith.cmpi slt, %offs_2, %mask : !idx
  %x = tile.load %x_ptr[%offs_2] mask %mask_3 : !tile.ptr<!T>, !idx
  %y = tile.load %y_ptr[%offs_2] mask %mask_3 : !tile.ptr<!T>, !idx
  %0 = arith.addf %x, %y : !x
  tile.store %0, %out_ptr[%offs_2] mask %mask_3 : !tile.ptr<!T>, !idx
  tile.return
}
