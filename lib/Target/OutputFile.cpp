// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes files at once: under another name first, then renamed.
#include "gems/Target/Codegen.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace gems;
using namespace mlir;

/// Standard output, devices, pipes: what a rename would destroy.
static LogicalResult writeInPlace(StringRef path, ArrayRef<char> bytes, ErrorFn error) {
  std::error_code code;
  llvm::raw_fd_ostream stream(path, code);
  if (!code) {
    stream.write(bytes.data(), bytes.size());
    stream.close();
    code = stream.error();
    stream.clear_error();
  }
  if (!code)
    return success();
  error("cannot write '" + path + "': " + code.message());
  return failure();
}

static llvm::Error writeTemporary(StringRef path, ArrayRef<char> bytes) {
  auto file = llvm::sys::fs::TempFile::create(path + ".%%%%%%%%.tmp");
  if (!file)
    return file.takeError();
  llvm::raw_fd_ostream stream(file->FD, /*shouldClose=*/false);
  stream.write(bytes.data(), bytes.size());
  stream.flush();
  if (std::error_code code = stream.error()) {
    stream.clear_error();
    return llvm::joinErrors(llvm::errorCodeToError(code), file->discard());
  }
  if (llvm::Error problem = file->keep(path))
    return llvm::joinErrors(std::move(problem), file->discard());
  return llvm::Error::success();
}

LogicalResult gems::writeFile(StringRef path, ArrayRef<char> bytes, ErrorFn error) {
  llvm::sys::fs::file_status status;
  bool exists = !llvm::sys::fs::status(path, status);
  if (exists && llvm::sys::fs::is_directory(status)) {
    error("cannot write '" + path + "': it is a folder");
    return failure();
  }
  if (path == "-" || (exists && !llvm::sys::fs::is_regular_file(status)))
    return writeInPlace(path, bytes, error);
  llvm::Error problem = writeTemporary(path, bytes);
  if (!problem)
    return success();
  // Of several problems the first is the cause.
  std::string text = llvm::toString(std::move(problem));
  error("cannot write '" + path + "': " + StringRef(text).split('\n').first);
  return failure();
}
