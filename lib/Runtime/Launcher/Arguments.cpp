// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The arguments of a launch: from text to values and descriptions of arrays.
#include "gems/Runtime/Arguments.h"

#include "gems/Runtime/Number.h"

#include <sys/stat.h>

using namespace gems;

static std::string of(const gems_kernel_info &kernel, const gems_arg_info &info) {
  return std::string("argument '") + info.name + "' of kernel '" + kernel.name + "'";
}

static std::string expectation(const gems_arg_info &info) {
  return std::string("expected ") + (info.kind == GEMS_POINTER ? "an array of " : "a scalar ") +
         gems_type_name(info.type);
}

/// Splits NAME=REST and finds the argument; num_args when there is none.
static size_t findArgument(const gems_kernel_info &kernel, std::string_view option,
                           const std::string &text, std::string &rest, std::string &error) {
  size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    error = "expected " + std::string(option) + ", got '" + text + "'";
    return kernel.num_args;
  }
  std::string name = text.substr(0, equals);
  rest = text.substr(equals + 1);
  std::string known;
  for (size_t i = 0; i < kernel.num_args; ++i) {
    if (name == kernel.args[i].name)
      return i;
    known += (i ? ", " : "") + std::string(kernel.args[i].name);
  }
  error = std::string("kernel '") + kernel.name + "' has no argument '" + name +
          "'; it has: " + (known.empty() ? "none" : known);
  return kernel.num_args;
}

/// Checks that the SPEC is of the right kind, and reads what it says but the aliased argument.
static bool readSpec(Argument &argument, const std::string &text, std::string &error) {
  const gems_arg_info &info = *argument.info;
  Spec &spec = argument.spec;
  if (!parseSpec(text, spec, error))
    return false;
  if (!argument.isArray()) {
    if (!spec.isArray())
      return parseNumber(spec.value, argument.type(), argument.scalar, error);
    error = expectation(info) + ", got an array ('" + text + "')";
    return false;
  }
  if (!spec.isArray()) {
    error = expectation(info) + " (such as randn:64x896 or FILE.npy), got '" + text + "'";
    return false;
  }
  Spec fill = spec;
  if (spec.kind == Spec::Alias) {
    if (spec.fill.empty())
      return true;
    if (!parseSpec(spec.fill, fill, error))
      return false;
    if (!fill.isArray() || fill.kind == Spec::Alias) {
      error = "expected an array of its own after '=' in '" + text + "', got '" + spec.fill + "'";
      return false;
    }
  }
  if (!openSpec(fill, argument.type(), argument.data, error))
    return false;
  argument.isFilled = true;
  argument.shape = argument.data.shape;
  argument.numElements = argument.data.numElements;
  return true;
}

/// Finds the argument whose memory an alias shares.
static bool resolveAlias(std::vector<Argument> &arguments, size_t position, std::string &error) {
  Argument &argument = arguments[position];
  argument.owner = position;
  if (argument.spec.kind != Spec::Alias)
    return true;
  const Argument *owner = nullptr;
  for (size_t i = 0; i < arguments.size(); ++i)
    if (argument.spec.value == arguments[i].info->name)
      owner = &arguments[argument.owner = i];
  if (!owner || !owner->isArray() || owner->spec.kind == Spec::Alias) {
    error = "expected the name of an array with memory of its own in '" + argument.spec.text +
            "', got '" + argument.spec.value + "'";
    return false;
  }
  if (owner->type() != argument.type()) {
    error = expectation(*argument.info) + ", got '" + argument.spec.text + "', which is of " +
            gems_type_name(owner->type());
    return false;
  }
  argument.offset = argument.spec.offset;
  if (!argument.isFilled) {
    argument.shape = owner->shape;
    argument.numElements = owner->numElements;
  }
  return true;
}

bool gems::resolveArguments(const gems_kernel_info &kernel, const std::vector<std::string> &texts,
                            std::vector<Argument> &arguments, std::string &error) {
  arguments.clear();
  arguments.resize(kernel.num_args);
  for (const std::string &text : texts) {
    std::string rest;
    size_t position = findArgument(kernel, "--arg=NAME=SPEC", text, rest, error);
    if (position == kernel.num_args)
      return false;
    Argument &argument = arguments[position];
    const gems_arg_info &info = kernel.args[position];
    if (argument.info) {
      error = of(kernel, info) + " is given twice";
      return false;
    }
    argument.info = &info;
    if (!readSpec(argument, rest, error)) {
      error = of(kernel, info) + ": " + error;
      return false;
    }
  }
  for (size_t i = 0; i < arguments.size(); ++i)
    if (!arguments[i].info) {
      error = of(kernel, kernel.args[i]) + " is missing: " + expectation(kernel.args[i]);
      return false;
    }
  for (size_t i = 0; i < arguments.size(); ++i)
    if (!resolveAlias(arguments, i, error)) {
      error = of(kernel, kernel.args[i]) + ": " + error;
      return false;
    }
  return true;
}

static bool checkFolder(const std::string &path, std::string &error) {
  size_t slash = path.rfind('/');
  std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  struct stat info;
  if (stat(folder.c_str(), &info) == 0 && S_ISDIR(info.st_mode))
    return true;
  error = "cannot write '" + path + "': the folder '" + folder + "' does not exist";
  return false;
}

bool gems::resolveOutputs(const gems_kernel_info &kernel, const std::vector<std::string> &texts,
                          std::vector<Output> &outputs, std::string &error) {
  for (const std::string &text : texts) {
    Output output;
    output.argument = findArgument(kernel, "--out=NAME=FILE.npy", text, output.path, error);
    if (output.argument == kernel.num_args)
      return false;
    const gems_arg_info &info = kernel.args[output.argument];
    if (info.kind != GEMS_POINTER) {
      error = "--out: expected an array, got " + of(kernel, info) + ", a scalar " +
              gems_type_name(info.type);
      return false;
    }
    for (const Output &other : outputs)
      if (other.argument == output.argument || other.path == output.path) {
        error = "--out: " + of(kernel, info) + " or file '" + output.path + "' is given twice";
        return false;
      }
    if (!checkFolder(output.path, error))
      return false;
    outputs.push_back(output);
  }
  return true;
}
