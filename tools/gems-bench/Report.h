// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a run prints and writes: aligned tables, and one JSON document.
#ifndef GEMS_BENCH_REPORT_H
#define GEMS_BENCH_REPORT_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace gems::bench {

/// A number with so many digits after the point; "-" for one that is not there (negative).
std::string format(double value, unsigned digits);
/// A time in nanoseconds with a unit that suits it.
std::string formatTime(double nanoseconds);
double median(std::vector<double> values);

/// Rows of text, printed with columns of one width as soon as they are there.
class Table {
public:
  /// `widths` are the least widths; the first `numLeft` columns are aligned to the left.
  Table(llvm::ArrayRef<llvm::StringRef> header, llvm::ArrayRef<unsigned> widths, unsigned numLeft);
  void print(llvm::ArrayRef<std::string> row);

private:
  llvm::SmallVector<unsigned> widths;
  unsigned numLeft;
};

/// The document of --json: a context, and a list of results for each part.
class Report {
public:
  Report();
  llvm::json::Object &context() { return *root.getObject("context"); }
  void add(llvm::StringRef part, llvm::json::Object result);
  /// Failing, prints one line.
  bool write(llvm::StringRef path) const;

private:
  llvm::json::Object root;
};

/// Prints "gems-bench: error: ..." to the standard error.
void printError(const llvm::Twine &message);

} // namespace gems::bench

#endif // GEMS_BENCH_REPORT_H
