// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an object needs from elsewhere: nothing but what every C library has.
#include "gems/Target/Codegen.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/MemoryBufferRef.h"

using namespace gems;
using namespace mlir;

static bool isAllowed(StringRef name) {
  return llvm::is_contained({"memcpy", "memmove", "memset"}, name);
}

LogicalResult gems::checkUndefinedSymbols(ArrayRef<char> object, ErrorFn error) {
  llvm::MemoryBufferRef buffer(StringRef(object.data(), object.size()), "object");
  auto file = llvm::object::ObjectFile::createObjectFile(buffer);
  if (!file) {
    error("expected a readable object, got: " + llvm::toString(file.takeError()));
    return failure();
  }
  for (const llvm::object::SymbolRef &symbol : (*file)->symbols()) {
    llvm::Expected<uint32_t> flags = symbol.getFlags();
    llvm::Expected<StringRef> name = symbol.getName();
    if (!flags || !name) {
      llvm::consumeError(flags.takeError());
      llvm::consumeError(name.takeError());
      continue;
    }
    if (!(*flags & llvm::object::SymbolRef::SF_Undefined) || name->empty())
      continue;
    if ((*file)->isMachO())
      name->consume_front("_");
    if (!isAllowed(*name)) {
      error("expected code that calls nothing but memcpy, memmove and memset, got a call of '" +
            *name + "'");
      return failure();
    }
  }
  return success();
}
