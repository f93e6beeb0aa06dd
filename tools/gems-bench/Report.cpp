// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables and JSON.
#include "Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"

#include <algorithm>

using namespace gems::bench;
using llvm::StringRef;

std::string gems::bench::format(double value, unsigned digits) {
  if (value < 0)
    return "-";
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.*f", int(digits), value);
  return text;
}

std::string gems::bench::formatTime(double nanoseconds) {
  if (nanoseconds < 0)
    return "-";
  if (nanoseconds < 1e4)
    return format(nanoseconds, nanoseconds < 100 ? 1 : 0) + " ns";
  if (nanoseconds < 1e7)
    return format(nanoseconds / 1e3, nanoseconds < 1e5 ? 1 : 0) + " us";
  return format(nanoseconds / 1e6, nanoseconds < 1e8 ? 1 : 0) + " ms";
}

double gems::bench::median(std::vector<double> values) {
  if (values.empty())
    return -1;
  llvm::sort(values);
  size_t middle = values.size() / 2;
  return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Table::Table(llvm::ArrayRef<StringRef> header, llvm::ArrayRef<unsigned> leastWidths,
             unsigned numLeft)
    : widths(leastWidths), numLeft(numLeft) {
  std::vector<std::string> names;
  for (auto [index, name] : llvm::enumerate(header)) {
    widths[index] = std::max<unsigned>(widths[index], name.size());
    names.push_back(name.str());
  }
  print(names);
}

void Table::print(llvm::ArrayRef<std::string> row) {
  std::string line;
  for (auto [index, cell] : llvm::enumerate(row)) {
    std::string space(widths[index] > cell.size() ? widths[index] - cell.size() : 0, ' ');
    line += (index ? "  " : "") + (index < numLeft ? cell + space : space + cell);
  }
  llvm::outs() << StringRef(line).rtrim() << "\n";
  llvm::outs().flush();
}

Report::Report() { root["context"] = llvm::json::Object(); }

void Report::add(StringRef part, llvm::json::Object result) {
  if (!root.getArray(part))
    root[part] = llvm::json::Array();
  root.getArray(part)->push_back(std::move(result));
}

bool Report::write(StringRef path) const {
  std::error_code code;
  llvm::raw_fd_ostream stream(path, code);
  if (!code) {
    stream << llvm::formatv("{0:2}\n", llvm::json::Value(llvm::json::Object(root)));
    stream.close();
    code = stream.error();
    stream.clear_error();
  }
  if (code)
    printError("cannot write '" + path + "': " + code.message());
  return !code;
}

void gems::bench::printError(const llvm::Twine &message) {
  llvm::outs().flush();
  llvm::errs() << "gems-bench: error: " << message << "\n";
}
