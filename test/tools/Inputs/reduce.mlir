#N = #tile.param<N : i32 = 128>
!x = !tile.tile<N x f32>
!i = !tile.tile<N x i32>

tile.kernel @unwanted(%p: !tile.ptr<f32>) {
  %i = tile.arange : !i
  %v = tile.load %p[%i] : !tile.ptr<f32>, !i
  tile.store %v, %p[%i] : !tile.ptr<f32>, !i
  tile.return
}

tile.kernel @wanted(%p: !tile.ptr<f32>, %n: i32) {
  %i = tile.arange : !i
  %v = tile.load %p[%i] : !tile.ptr<f32>, !i
  %s = tile.sum %v axis 0 : !x
  tile.store %s, %p[%n] : !tile.ptr<f32>, i32
  tile.return
}

tile.kernel @unwanted_too(%p: !tile.ptr<f32>) {
  tile.return
}
