-D BLOCK=8
!T = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK = #tile.param<BLOCK : i32 = 128>
#SCALE = #tile.param<SCALE : f32 = 1.5>
#FLAG = #tile.param<FLAG : i1 = true>
!x = !tile.tile<BLOCK x T>
!m = !tile.tile<4 x BLOCK x i1>
%0 = arith.constant #SCALE
%1 = arith.constant #FLAG
%2 = arith.constant dense<0.0> : !x
%3 = tile.splat %1 : i1 -> !m
