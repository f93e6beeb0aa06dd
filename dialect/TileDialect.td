// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tile dialect itself and the constraints and base class its ops share.
#ifndef GEMS_DIALECT_TILEDIALECT_TD
#define GEMS_DIALECT_TILEDIALECT_TD

include "mlir/IR/OpBase.td"

def Tile_Dialect : Dialect {
  let name = "tile";
  let cppNamespace = "::gems::tile";
  let summary = "Kernels over tiles, one program per point of a grid";
  let description = [{
    A kernel of this dialect is one program, written over whole tiles. A launch runs it once for
    each point of a grid of up to three dimensions. Tiles are builtin ranked tensors of static
    shape, so `arith` and `math` ops apply to them as they are; this dialect adds what those lack:
    the program's place in the grid, shapes, memory, reductions and casts.

    **Tiles.** Rank 1 or 2, every dimension at least 1 and of any size (not only powers of two),
    at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64.

    **Grid.** Programs may run in any order and at the same time; no program may depend on what
    another one of the same launch writes.

    **Order.** Within a program each op happens completely before the next one.

    **Index values.** The results of `tile.program_id`, `tile.num_programs` and `tile.arange` and
    the induction variables of `scf.for` are index values; so is every `arith.addi`, `arith.subi`
    and `arith.muli` with an index value among its operands, and what shape ops, integer
    extensions, casts to the same type or to i64, selects, yields and loop-carried values make of
    index values. Index values are computed in 64 bits whatever their written type; other operands
    are sign-extended. Comparisons and the offsets of `tile.addptr`, `tile.load` and `tile.store`
    use all 64 bits. Every other use takes the value wrapped to its written type. Folding a splat
    or a change of shape of an index value keeps all its bits.

    **Parameters.** A file declares what may be chosen when it is compiled, and every tool takes
    `-D NAME=VALUE`:

    ```mlir
    !T     = !tile.param<T : [f32, f16, bf16] = bf16>
    #BLOCK = #tile.param<BLOCK : i32 = 128>
    #EPS   = #tile.param<EPS : f32 = 1.0e-6>
    !x     = !tile.tile<BLOCK x T>
    ```

    The parser resolves them: `!T` is the builtin type `bf16`, `#BLOCK` the builtin attribute
    `128 : i32`, `!x` the builtin type `tensor<128xbf16>`, and nothing else is left of them but the
    values used, recorded on the module as `tile.params = {BLOCK = 128 : i32, T = bf16}`. A
    parameter is a type chosen from a list, or a number of type i1, i8, i16, i32, i64, f32 or f64.
    A dimension of `!tile.tile` is an integer or the name of an integer parameter; its element is a
    type or the name of a type parameter.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
  let hasConstantMaterializer = 1;
  let hasOperationAttrVerify = 1;
  let hasRegionArgAttrVerify = 1;
  let extraClassDeclaration = [{
    /// The name of the argument attribute that promises that no element stored through the pointer
    /// is reached through another argument.
    static ::llvm::StringRef getNoAliasAttrName() { return "tile.noalias"; }
    /// The name of the module attribute that holds the parameters' values.
    static ::llvm::StringRef getParamsAttrName() { return "tile.params"; }

    /// The parameters of the file being parsed. The parser of types and attributes is const and
    /// writes here; a context parses in one thread.
    ::gems::ParamTable &getParamTable() const { return *paramTable; }

    ::mlir::Type parseType(::mlir::DialectAsmParser &parser) const override;
    void printType(::mlir::Type type, ::mlir::DialectAsmPrinter &printer) const override;
    ::mlir::Attribute parseAttribute(::mlir::DialectAsmParser &parser,
                                     ::mlir::Type type) const override;
    void printAttribute(::mlir::Attribute attribute,
                        ::mlir::DialectAsmPrinter &printer) const override;

  private:
    void registerTypes();
    std::shared_ptr<::gems::ParamTable> paramTable;

  public:
  }];
}

class Tile_Op<string mnemonic, list<Trait> traits = []> : Op<Tile_Dialect, mnemonic, traits>;

#endif // GEMS_DIALECT_TILEDIALECT_TD
