// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks a target against LLVM's tables before LLVM sees it: LLVM itself only warns about a CPU or
// feature that it does not know, and goes on without.
#include "gems/Target/TargetInfo.h"

#include "LLVMTargets.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include <memory>

using namespace gems;
using llvm::StringRef;
using llvm::Twine;

using ErrorFn = llvm::function_ref<void(const Twine &)>;

namespace {
struct IsaEntry {
  Isa isa;
  StringRef name;
  unsigned vectorBits;
};
} // namespace

static const IsaEntry isaTable[] = {{Isa::Neon, "neon", 128},
                                    {Isa::Sve, "sve", 128},
                                    {Isa::Avx2, "avx2", 256},
                                    {Isa::Avx512, "avx512", 512}};

StringRef gems::stringifyIsa(Isa isa) { return isaTable[static_cast<unsigned>(isa)].name; }

unsigned gems::getVectorBits(Isa isa) { return isaTable[static_cast<unsigned>(isa)].vectorBits; }

std::optional<Isa> gems::parseIsa(StringRef name) {
  for (const IsaEntry &entry : isaTable)
    if (entry.name == name)
      return entry.isa;
  return std::nullopt;
}

/// Features from which LLVM could choose instructions for a kernel. All others (system registers,
/// hints, atomics, cryptography, tuning) make no demand on the machine that runs it.
static const StringRef armFeatures[] = {
    "fp-armv8",    "neon",         "fullfp16", "fp16fml", "bf16",      "i8mm",  "dotprod", "rdm",
    "complxnum",   "jsconv",       "fptoint",  "sha3",    "cssc",      "mops",  "hbc",     "lut",
    "faminmax",    "fp8",          "fprcvt",   "cmpbr",   "sve",       "f32mm", "f64mm",   "sve2",
    "sve-bitperm", "sve2-bitperm", "sve2p1",   "sve2p2",  "sve-b16b16"};
static const StringRef x86Features[] = {"sse",
                                        "sse2",
                                        "sse3",
                                        "ssse3",
                                        "sse4.1",
                                        "sse4.2",
                                        "sse4a",
                                        "cmov",
                                        "popcnt",
                                        "lzcnt",
                                        "bmi",
                                        "bmi2",
                                        "movbe",
                                        "avx",
                                        "f16c",
                                        "fma",
                                        "fma4",
                                        "xop",
                                        "tbm",
                                        "avx2",
                                        "gfni",
                                        "avxvnni",
                                        "avxifma",
                                        "avxvnniint8",
                                        "avxvnniint16",
                                        "avxneconvert",
                                        "avx512f",
                                        "avx512cd",
                                        "avx512bw",
                                        "avx512dq",
                                        "avx512vl",
                                        "avx512ifma",
                                        "avx512vbmi",
                                        "avx512vbmi2",
                                        "avx512vnni",
                                        "avx512bitalg",
                                        "avx512vpopcntdq",
                                        "avx512bf16",
                                        "avx512fp16",
                                        "avx512vp2intersect",
                                        "avx10.1-512",
                                        "avx10.2-512",
                                        "egpr",
                                        "ndd",
                                        "nf",
                                        "ccmp",
                                        "cf",
                                        "zu",
                                        "ppx",
                                        "push2pop2"};

/// The entry nearest to `name`, if it is near enough to be a slip of the pen.
template <typename Range> static StringRef findNearest(StringRef name, const Range &entries) {
  StringRef nearest;
  unsigned limit = std::max<unsigned>(1, name.size() / 3) + 1, best = limit;
  for (const auto &entry : entries) {
    unsigned distance = name.edit_distance(entry.Key, /*AllowReplacements=*/true, best);
    if (distance < best) {
      best = distance;
      nearest = entry.Key;
    }
  }
  return nearest;
}

template <typename Range> static std::string suggest(StringRef name, const Range &entries) {
  if (StringRef nearest = findNearest(name, entries); !nearest.empty())
    return ("did you mean '" + nearest + "'?").str();
  return "known are " +
         llvm::join(llvm::map_range(entries, [](auto &e) { return StringRef(e.Key); }), ", ");
}

static mlir::FailureOr<llvm::Triple> parseTriple(StringRef text, ErrorFn error) {
  llvm::Triple triple(text.empty() ? llvm::sys::getProcessTriple() : llvm::Triple::normalize(text));
  bool isElf = triple.isOSLinux() && triple.isOSBinFormatELF() && triple.isArch64Bit() &&
               !triple.isX32() && triple.getEnvironment() != llvm::Triple::GNUILP32;
  bool isArm = triple.getArch() == llvm::Triple::aarch64;
  bool isX86 = triple.getArch() == llvm::Triple::x86_64;
  bool isMac = isArm && triple.isMacOSX() && triple.isOSBinFormatMachO();
  if ((isElf && (isArm || isX86)) || isMac)
    return triple;
  error("unknown target '" + (text.empty() ? StringRef(triple.str()) : text) +
        "': expected aarch64-*-linux*, x86_64-*-linux* or arm64-apple-macos*");
  return mlir::failure();
}

namespace {
/// Resolves CPU and features with the tables of one back end.
class Resolver {
public:
  Resolver(const llvm::Triple &triple, ErrorFn error)
      : triple(triple), target(getLLVMTarget(triple)), error(error), base(create("", "")) {}

  mlir::LogicalResult checkCpu(StringRef cpu) const {
    if (base->isCPUStringValid(cpu))
      return mlir::success();
    error("unknown CPU '" + cpu + "' for target '" + triple.str() +
          "': " + suggest(cpu, base->getAllProcessorDescriptions()));
    return mlir::failure();
  }

  mlir::LogicalResult checkFeatures(StringRef features) const {
    for (StringRef feature : llvm::split(features, ',')) {
      if (feature.empty() && features.empty())
        continue;
      if (feature.size() < 2 || (feature.front() != '+' && feature.front() != '-')) {
        error("expected a feature as '+NAME' or '-NAME', got '" + feature + "'");
        return mlir::failure();
      }
      StringRef name = feature.drop_front();
      auto known = base->getAllProcessorFeatures();
      if (llvm::none_of(known, [&](const auto &entry) { return name == entry.Key; })) {
        error("unknown feature '" + name + "' for target '" + triple.str() +
              "': " + suggest(name, known));
        return mlir::failure();
      }
    }
    return mlir::success();
  }

  std::unique_ptr<llvm::MCSubtargetInfo> create(StringRef cpu, StringRef features) const {
    return std::unique_ptr<llvm::MCSubtargetInfo>(
        target.createMCSubtargetInfo(triple, cpu, features));
  }

private:
  const llvm::Triple &triple;
  const llvm::Target &target;
  ErrorFn error;
  std::unique_ptr<llvm::MCSubtargetInfo> base;
};
} // namespace

/// Where this machine differs from what LLVM lists for its CPU: a hypervisor may hide features.
static std::string hostDifferences(const Resolver &resolver, StringRef cpu) {
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget = resolver.create(cpu, "");
  llvm::SmallVector<std::string> list;
  for (const auto &feature : llvm::sys::getHostCPUFeatures()) {
    bool isKnown = llvm::any_of(subtarget->getAllProcessorFeatures(),
                                [&](const auto &entry) { return feature.getKey() == entry.Key; });
    bool isListed = subtarget->checkFeatures(("+" + feature.getKey()).str());
    if (isKnown && isListed != feature.getValue())
      list.push_back(((feature.getValue() ? "+" : "-") + feature.getKey()).str());
  }
  llvm::sort(list);
  return llvm::join(list, ",");
}

static std::string defaultCpu(const llvm::Triple &triple, bool isHost) {
  if (triple.isMacOSX())
    return "apple-m1";
  if (triple.isAArch64())
    return "generic";
  return isHost ? llvm::sys::getHostCPUName().str() : "x86-64-v3";
}

static mlir::FailureOr<Isa> selectIsa(const llvm::Triple &triple,
                                      const llvm::MCSubtargetInfo &subtarget, StringRef cpu,
                                      ErrorFn error) {
  if (triple.isAArch64()) {
    if (subtarget.checkFeatures("+sve"))
      return Isa::Sve;
    if (subtarget.checkFeatures("+neon"))
      return Isa::Neon;
    error("expected an AArch64 CPU with NEON, got '" + cpu + "' without it");
    return mlir::failure();
  }
  if (subtarget.checkFeatures("+avx512f,+avx512bw,+avx512dq,+avx512vl,+avx512cd,+fma,+f16c"))
    return Isa::Avx512;
  llvm::SmallVector<StringRef> missing;
  for (StringRef feature : {"64bit", "avx2", "fma", "f16c"})
    if (!subtarget.checkFeatures(("+" + feature).str()))
      missing.push_back(feature);
  if (missing.empty())
    return Isa::Avx2;
  error("expected at least x86-64-v3, got '" + cpu + "' without " + llvm::join(missing, ", "));
  return mlir::failure();
}

static std::string listRequired(const llvm::Triple &triple,
                                const llvm::MCSubtargetInfo &subtarget) {
  llvm::ArrayRef<StringRef> relevant =
      triple.isAArch64() ? llvm::ArrayRef(armFeatures) : llvm::ArrayRef(x86Features);
  bool hasSve = triple.isAArch64() && subtarget.checkFeatures("+sve");
  std::string list;
  for (StringRef feature : relevant) {
    // Taking "sve" from a CPU leaves it such extensions as "sve-bitperm", which mean nothing then.
    if (!hasSve && (feature.starts_with("sve") || feature == "f32mm" || feature == "f64mm"))
      continue;
    bool isKnown = llvm::any_of(subtarget.getAllProcessorFeatures(),
                                [&](const auto &entry) { return feature == entry.Key; });
    if (isKnown && subtarget.checkFeatures(("+" + feature).str()))
      list += ((list.empty() ? "+" : ",+") + feature).str();
  }
  return list;
}

mlir::FailureOr<TargetInfo> gems::describeTarget(StringRef tripleText, StringRef cpuText,
                                                 StringRef features, ErrorFn error) {
  mlir::FailureOr<llvm::Triple> triple = parseTriple(tripleText, error);
  if (mlir::failed(triple))
    return mlir::failure();
  Resolver resolver(*triple, error);
  bool isHostArch = triple->getArch() == llvm::Triple(llvm::sys::getProcessTriple()).getArch();
  if (cpuText == "native" && !isHostArch) {
    error("expected a CPU of target '" + triple->str() + "', got 'native' on another machine");
    return mlir::failure();
  }
  std::string cpu = cpuText == "native" ? llvm::sys::getHostCPUName().str()
                    : cpuText.empty()   ? defaultCpu(*triple, tripleText.empty())
                                        : cpuText.str();
  if (mlir::failed(resolver.checkCpu(cpu)) || mlir::failed(resolver.checkFeatures(features)))
    return mlir::failure();

  bool isHostCpu = cpuText == "native" || (cpuText.empty() && tripleText.empty());
  std::string all = isHostCpu && triple->isX86() ? hostDifferences(resolver, cpu) : "";
  if (!features.empty())
    all += (all.empty() ? "" : ",") + features.str();

  std::unique_ptr<llvm::MCSubtargetInfo> subtarget = resolver.create(cpu, all);
  mlir::FailureOr<Isa> isa = selectIsa(*triple, *subtarget, cpu, error);
  if (mlir::failed(isa))
    return mlir::failure();

  TargetInfo info;
  info.triple = triple->str();
  info.cpu = cpu;
  info.features = all;
  info.required = listRequired(*triple, *subtarget);
  info.isa = *isa;
  // x86 rounds to bf16 with vcvtneps2bf16, which takes subnormals for zero.
  info.hasBF16 = triple->isAArch64() && subtarget->checkFeatures("+bf16");
  info.hasFP16 = subtarget->checkFeatures(triple->isAArch64() ? "+fullfp16" : "+avx512fp16");
  // SVE's instructions are part of SVE2, NEON's an extension of their own.
  info.hasF16Long = triple->isAArch64() && info.hasFP16 &&
                    subtarget->checkFeatures(info.isa == Isa::Sve ? "+sve2" : "+fp16fml");
  info.vectorBits = getVectorBits(*isa);
  info.scalable = isScalable(*isa);
  return info;
}
