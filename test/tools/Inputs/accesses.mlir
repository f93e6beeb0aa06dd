// One kernel for each way to reach memory. Each has y and x, of which it copies 16 elements or more.
!t = tensor<16xf32>
!i = tensor<16xi32>

// Neighbours, all of them.
tile.kernel @run(%y: !tile.ptr<f32>, %x: !tile.ptr<f32>, %from: i32, %to: i32) {
  %c16 = arith.constant 16 : i32
  %pid = tile.program_id x
  %first = arith.muli %pid, %c16 : i32
  %source = arith.addi %first, %from : i32
  %target = arith.addi %first, %to : i32
  %lanes = tile.arange : !i
  %s = tile.splat %source : i32 -> !i
  %source_lanes = arith.addi %s, %lanes : !i
  %d = tile.splat %target : i32 -> !i
  %target_lanes = arith.addi %d, %lanes : !i
  %v = tile.load %x[%source_lanes] : !tile.ptr<f32>, !i
  tile.store %v, %y[%target_lanes] : !tile.ptr<f32>, !i
  tile.return
}

// Neighbours below a bound, which is the end of a loop.
tile.kernel @prefix(%y: !tile.ptr<f32>, %x: !tile.ptr<f32>, %from: i32, %n: i32) {
  %lanes = tile.arange : !i
  %s = tile.splat %from : i32 -> !i
  %source = arith.addi %s, %lanes : !i
  %end = tile.splat %n : i32 -> !i
  %mask = arith.cmpi slt, %lanes, %end : !i
  %v = tile.load %x[%source] mask %mask : !tile.ptr<f32>, !i
  tile.store %v, %y[%lanes] mask %mask : !tile.ptr<f32>, !i
  tile.return
}

// Every second one of neighbours.
tile.kernel @holes(%y: !tile.ptr<f32>, %x: !tile.ptr<f32>, %from: i32, %odd: i32) {
  %lanes = tile.arange : !i
  %one = arith.constant dense<1> : !i
  %parity = arith.andi %lanes, %one : !i
  %wanted = tile.splat %odd : i32 -> !i
  %mask = arith.cmpi eq, %parity, %wanted : !i
  %s = tile.splat %from : i32 -> !i
  %source = arith.addi %s, %lanes : !i
  %v = tile.load %x[%source] mask %mask : !tile.ptr<f32>, !i
  tile.store %v, %y[%lanes] mask %mask : !tile.ptr<f32>, !i
  tile.return
}

// Elements at the same distance from each other.
tile.kernel @strided(%y: !tile.ptr<f32>, %x: !tile.ptr<f32>, %stride: i32, %y_stride: i32) {
  %lanes = tile.arange : !i
  %s = tile.splat %stride : i32 -> !i
  %source = arith.muli %lanes, %s : !i
  %d = tile.splat %y_stride : i32 -> !i
  %target = arith.muli %lanes, %d : !i
  %v = tile.load %x[%source] : !tile.ptr<f32>, !i
  tile.store %v, %y[%target] : !tile.ptr<f32>, !i
  tile.return
}

// Elements anywhere: their places come from memory. Where `at` is negative, the lane is off.
tile.kernel @anywhere(%y: !tile.ptr<f32>, %x: !tile.ptr<f32>, %at: !tile.ptr<i32>,
                      %y_at: !tile.ptr<i32>) {
  %lanes = tile.arange : !i
  %zero = arith.constant dense<0> : !i
  %source = tile.load %at[%lanes] : !tile.ptr<i32>, !i
  %target = tile.load %y_at[%lanes] : !tile.ptr<i32>, !i
  %mask = arith.cmpi sge, %source, %zero : !i
  %v = tile.load %x[%source] mask %mask : !tile.ptr<f32>, !i
  tile.store %v, %y[%target] mask %mask : !tile.ptr<f32>, !i
  tile.return
}

// One element, for all lanes and alone.
tile.kernel @one(%y: !tile.ptr<f32>, %x: !tile.ptr<f32>, %at: i32, %alone: i32) {
  %lanes = tile.arange : !i
  %s = tile.splat %at : i32 -> !i
  %v = tile.load %x[%s] : !tile.ptr<f32>, !i
  tile.store %v, %y[%lanes] : !tile.ptr<f32>, !i
  %w = tile.load %x[%alone] : !tile.ptr<f32>, i32
  tile.store %w, %y[%alone] : !tile.ptr<f32>, i32
  tile.return
}

// A block of a matrix.
!block = tensor<4x16xf32>
!places = tensor<4x16xi32>
!bits = tensor<4x16xi1>
tile.kernel @block(%y: !tile.ptr<f32>, %x: !tile.ptr<f32>, %rows: i32, %cols: i32) {
  %lanes = tile.arange : !i
  %row_lanes = tile.arange : tensor<4xi32>
  %c = tile.expand_dims %lanes axis 0 : !i -> tensor<1x16xi32>
  %r = tile.expand_dims %row_lanes axis 1 : tensor<4xi32> -> tensor<4x1xi32>
  %col = tile.broadcast %c : tensor<1x16xi32> -> !places
  %row = tile.broadcast %r : tensor<4x1xi32> -> !places
  %width = tile.splat %cols : i32 -> !places
  %height = tile.splat %rows : i32 -> !places
  %start = arith.muli %row, %width : !places
  %place = arith.addi %start, %col : !places
  %is_col = arith.cmpi slt, %col, %width : !places
  %is_row = arith.cmpi slt, %row, %height : !places
  %mask = arith.andi %is_col, %is_row : !bits
  %v = tile.load %x[%place] mask %mask : !tile.ptr<f32>, !places
  tile.store %v, %y[%place] mask %mask : !tile.ptr<f32>, !places
  tile.return
}
