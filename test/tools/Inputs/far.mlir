// Doubles one element for each program; the way there leads through offsets beyond 32 bits.
tile.kernel @far(%x: !tile.ptr<f32>, %stride: i32, %back: i64) {
  %pid = tile.program_id x
  %pid64 = arith.extsi %pid : i32 to i64
  %row = arith.muli %pid, %stride : i32
  %there = tile.addptr %x, %row : !tile.ptr<f32>, i32
  %home = arith.muli %pid64, %back : i64
  %v = tile.load %there[%home] : !tile.ptr<f32>, i64
  %d = arith.addf %v, %v : f32
  tile.store %d, %there[%home] : !tile.ptr<f32>, i64
  tile.return
}
