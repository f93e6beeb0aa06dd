// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ops that make a program: the kernel, its end, and its place in the grid.
#ifndef GEMS_DIALECT_TILEKERNELOPS_TD
#define GEMS_DIALECT_TILEKERNELOPS_TD

include "TileTypes.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Tile_ProgramAxis : I32EnumAttr<"ProgramAxis", "a dimension of the grid", [
    I32EnumAttrCase<"x", 0>, I32EnumAttrCase<"y", 1>, I32EnumAttrCase<"z", 2>]> {
  let cppNamespace = "::gems::tile";
}

def Tile_KernelOp : Tile_Op<"kernel", [
    IsolatedFromAbove, FunctionOpInterface,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "a kernel: one program of a grid";
  let description = [{
    Defines a kernel. Its body, one block that ends in `tile.return`, is the program that a launch
    runs for each point of the grid.

    Arguments are `!tile.ptr`, i8, i16, i32, i64, f16, bf16, f32 or f64, and are the same for all
    programs of a launch. Their names are part of the kernel: a launch binds arguments by name, so
    `arg_names` holds them (SSA names alone would be lost), the pretty form shows them as the SSA
    names, and the generic form must spell them out. The kernel's name and its arguments' names are
    C identifiers, each argument's different from the others.

    A kernel returns nothing; results are what it stores. `tile.noalias` on a pointer argument
    promises that no element stored through it is reached through another argument. Without it,
    arguments may overlap in any way and the ops still happen one after the other.

    ```mlir
    tile.kernel @copy(%from: !tile.ptr<f32>, %to: !tile.ptr<f32> {tile.noalias}, %n: i32) {
      %i = tile.arange : tensor<100xi32>
      %end = tile.splat %n : i32 -> tensor<100xi32>
      %m = arith.cmpi slt, %i, %end : tensor<100xi32>
      %v = tile.load %from[%i] mask %m : !tile.ptr<f32>, tensor<100xi32>
      tile.store %v, %to[%i] mask %m : !tile.ptr<f32>, tensor<100xi32>
      tile.return
    }
    ```
  }];
  let arguments = (ins
    SymbolNameAttr:$sym_name,
    TypeAttrOf<FunctionType>:$function_type,
    StrArrayAttr:$arg_names,
    OptionalAttr<DictArrayAttr>:$arg_attrs,
    OptionalAttr<DictArrayAttr>:$res_attrs);
  let regions = (region SizedRegion<1>:$body);
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name, "::mlir::TypeRange":$argTypes,
                                 "::llvm::ArrayRef<::llvm::StringRef>":$argNames)>];
  let skipDefaultBuilders = 1;
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::llvm::StringRef getArgName(unsigned index) {
      return ::mlir::cast<::mlir::StringAttr>(getArgNames()[index]).getValue();
    }
    /// Whether the argument carries `tile.noalias`.
    bool isNoAlias(unsigned index);

    ::mlir::Region *getCallableRegion() { return &getBody(); }
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() { return getFunctionType().getInputs(); }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() { return getFunctionType().getResults(); }
    ::llvm::LogicalResult verifyType();
  }];
}

def Tile_ReturnOp : Tile_Op<"return", [Pure, Terminator, HasParent<"KernelOp">]> {
  let summary = "the end of a program";
  let description = [{
    Ends the body of a `tile.kernel`. It takes no operands.

    ```mlir
    tile.return
    ```
  }];
  let assemblyFormat = "attr-dict";
}

class Tile_GridOp<string mnemonic> : Tile_Op<mnemonic, [
    Pure, DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let arguments = (ins Tile_ProgramAxis:$axis);
  let results = (outs I32:$result);
  let assemblyFormat = "custom<ProgramAxis>($axis) attr-dict";
}

def Tile_ProgramIdOp : Tile_GridOp<"program_id"> {
  let summary = "this program's place in the grid";
  let description = [{
    Gives this program's id along one dimension of the grid, `x`, `y` or `z`: from 0 to
    `tile.num_programs` of that dimension, exclusive. Dimensions that a launch leaves out have one
    program. The result is an index value, so its product with a stride does not overflow.

    ```mlir
    %pid = tile.program_id x
    ```
  }];
}

def Tile_NumProgramsOp : Tile_GridOp<"num_programs"> {
  let summary = "the size of the grid";
  let description = [{
    Gives the number of programs along one dimension of the grid, `x`, `y` or `z`. The result is an
    index value.

    ```mlir
    %n = tile.num_programs y
    ```
  }];
}

#endif // GEMS_DIALECT_TILEKERNELOPS_TD
