tile.kernel @k(%p: !tile.ptr<f32> {tile.noalias}, %n: i32) attributes {a = 1 : i32} {
  %pid = tile.program_id x
  %count = tile.num_programs z
  %row = tile.addptr %p, %pid : !tile.ptr<f32>, i32
  %lanes = tile.arange : tensor<8xi32>
  %from = tile.arange 3 : tensor<8xi64>
  %end = tile.splat %n : i32 -> tensor<8xi32>
  %mask = arith.cmpi slt, %lanes, %end : tensor<8xi32>
  %other = arith.constant dense<0.0> : tensor<8xf32>
  %x = tile.load %row[%lanes] mask %mask other %other : !tile.ptr<f32>, tensor<8xi32>
  %y = tile.cast %x : tensor<8xf32> to tensor<8xi16>
  %z = tile.expand_dims %x axis 0 : tensor<8xf32> -> tensor<1x8xf32>
  %b = tile.broadcast %z : tensor<1x8xf32> -> tensor<4x8xf32>
  %t = tile.trans %b : tensor<4x8xf32> -> tensor<8x4xf32>
  %r = tile.reshape %b : tensor<4x8xf32> -> tensor<32xf32>
  %s = tile.sum %r axis 0 : tensor<32xf32>
  %m = tile.max %t axis 1 : tensor<8x4xf32>
  tile.store %x, %row[%lanes] mask %mask : !tile.ptr<f32>, tensor<8xi32>
  tile.return
}
