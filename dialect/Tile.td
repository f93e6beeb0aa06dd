// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Everything of the dialect, for the generators.
include "TileKernelOps.td"
include "TileShapeOps.td"
include "TileMemoryOps.td"
include "TileReduceOps.td"
include "TileCastOps.td"
