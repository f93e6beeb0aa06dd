// Two kernels in one file.
tile.kernel @first(%x: !tile.ptr<f32>) {
  %i = tile.arange : tensor<8xi32>
  %v = tile.load %x[%i] : !tile.ptr<f32>, tensor<8xi32>
  %d = arith.addf %v, %v : tensor<8xf32>
  tile.store %d, %x[%i] : !tile.ptr<f32>, tensor<8xi32>
  tile.return
}

tile.kernel @second(%x: !tile.ptr<i32>, %launch: i64, %flag: i16) {
  %i = tile.arange : tensor<8xi32>
  %v = tile.load %x[%i] : !tile.ptr<i32>, tensor<8xi32>
  tile.store %v, %x[%i] : !tile.ptr<i32>, tensor<8xi32>
  tile.return
}
