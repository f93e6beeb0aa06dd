// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The cache on disk: libraries of kernels by the digest of all that they depend on.
//
// An entry is a header and the library. The header holds the digest again, so that a file under
// another entry's name is found out, and a hash of the library.
#include "DiskCache.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace gems;
using llvm::StringRef;

namespace {
struct EntryHeader {
  char magic[8];
  uint32_t format;
  uint32_t headerSize;
  uint8_t key[32];
  uint64_t size;
  uint64_t hash;
};
} // namespace

static_assert(sizeof(EntryHeader) == 64, "every byte is checked");
static constexpr char entryMagic[8] = {'g', 'e', 'm', 's', 'c', 'a', 'c', 'h'};
static constexpr StringRef entryEnding = ".gems", temporaryPrefix = ".new-";
/// A temporary file this old belongs to a process that died.
static constexpr time_t maxTemporaryAge = 3600;
/// Far more than any library of kernels.
static constexpr off_t maxEntrySize = off_t(1) << 30;

static std::string entryName(const Digest &key) {
  return llvm::toHex(key, /*LowerCase=*/true) + entryEnding.str();
}

static EntryHeader makeHeader(const Digest &key, llvm::ArrayRef<char> contents) {
  EntryHeader header = {};
  memcpy(header.magic, entryMagic, sizeof(entryMagic));
  header.format = 1;
  header.headerSize = sizeof(header);
  memcpy(header.key, key.data(), key.size());
  header.size = contents.size();
  header.hash = llvm::xxh3_64bits(StringRef(contents.data(), contents.size()));
  return header;
}

// The folder ------------------------------------------------------------------------------------

/// Makes a folder and those around it, for this user alone.
static bool makeFolders(const std::string &folder) {
  for (size_t slash = folder.find('/', 1);; slash = folder.find('/', slash + 1)) {
    std::string part = folder.substr(0, slash);
    if (mkdir(part.c_str(), 0700) != 0 && errno != EEXIST && errno != EROFS && errno != EACCES)
      return false;
    if (slash == std::string::npos)
      return true;
  }
}

std::unique_ptr<DiskCache> DiskCache::open(const std::string &folder, uint64_t maxBytes,
                                           Warn warn) {
  auto refuse = [&](const std::string &reason) {
    warn("cannot use the cache folder '" + folder + "': " + reason + "; going on without it");
    return nullptr;
  };
  int fd = makeFolders(folder) ? ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  if (fd < 0)
    return refuse(strerror(errno));
  std::unique_ptr<DiskCache> cache(new DiskCache(folder, fd, maxBytes, warn));
  struct stat info;
  if (fstat(fd, &info) != 0)
    return refuse(strerror(errno));
  if (info.st_uid != geteuid())
    return refuse("it belongs to user " + std::to_string(info.st_uid) + ", not to user " +
                  std::to_string(geteuid()));
  if (info.st_mode & (S_IWGRP | S_IWOTH))
    return refuse("other users may write to it");
  return cache;
}

DiskCache::~DiskCache() { close(fd); }

void DiskCache::warnOnce(const std::string &what) {
  std::string reason = strerror(errno);
  if (!hasWarned.exchange(true))
    warn("cannot " + what + " in the cache folder '" + folder + "': " + reason +
         "; kernels will be compiled again");
}

// Reading ---------------------------------------------------------------------------------------

static bool readAll(int file, Bytes &bytes) {
  for (size_t at = 0; at < bytes.size();) {
    ssize_t count = read(file, bytes.data() + at, bytes.size() - at);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    at += static_cast<size_t>(count);
  }
  return true;
}

/// Whether the bytes are the entry of this key; else says what they are.
static std::string checkEntry(const Bytes &bytes, const Digest &key) {
  EntryHeader header;
  if (bytes.size() < sizeof(header))
    return "expected a header of " + std::to_string(sizeof(header)) + " bytes, got " +
           std::to_string(bytes.size());
  memcpy(&header, bytes.data(), sizeof(header));
  EntryHeader expected = makeHeader(key, llvm::ArrayRef<char>(bytes).drop_front(sizeof(header)));
  if (memcmp(header.magic, expected.magic, sizeof(header.magic)) != 0 ||
      header.format != expected.format || header.headerSize != expected.headerSize)
    return "it is no entry of format 1";
  if (memcmp(header.key, expected.key, sizeof(header.key)) != 0)
    return "it is the entry of another library";
  if (header.size != expected.size)
    return "expected " + std::to_string(header.size) + " bytes of contents, got " +
           std::to_string(expected.size);
  if (header.hash != expected.hash)
    return "expected the hash " + llvm::utohexstr(header.hash, /*LowerCase=*/true) + ", got " +
           llvm::utohexstr(expected.hash, /*LowerCase=*/true);
  return "";
}

std::optional<Bytes> DiskCache::load(const Digest &key) {
  std::string name = entryName(key);
  int file = openat(fd, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) {
    if (errno != ENOENT)
      drop(key, strerror(errno));
    return std::nullopt;
  }
  struct stat info;
  Bytes bytes;
  std::string problem;
  if (fstat(file, &info) != 0)
    problem = strerror(errno);
  else if (!S_ISREG(info.st_mode) || info.st_uid != geteuid())
    problem = "it is not a file of this user";
  else if (info.st_size > maxEntrySize)
    problem = "it has " + std::to_string(info.st_size) + " bytes";
  else {
    bytes.resize_for_overwrite(static_cast<size_t>(info.st_size));
    problem = readAll(file, bytes) ? checkEntry(bytes, key) : "it cannot be read";
  }
  if (problem.empty())
    futimens(file, nullptr);
  close(file);
  if (!problem.empty()) {
    drop(key, problem);
    return std::nullopt;
  }
  bytes.erase(bytes.begin(), bytes.begin() + sizeof(EntryHeader));
  return bytes;
}

void DiskCache::drop(const Digest &key, const std::string &reason) {
  std::string name = entryName(key);
  warn("dropping the damaged cache entry '" + folder + "/" + name + "': " + reason);
  if (unlinkat(fd, name.c_str(), 0) != 0 && errno == EISDIR)
    unlinkat(fd, name.c_str(), AT_REMOVEDIR);
}

// Writing ---------------------------------------------------------------------------------------

static bool writeAll(int file, llvm::ArrayRef<char> bytes) {
  while (!bytes.empty()) {
    ssize_t count = write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    bytes = bytes.drop_front(static_cast<size_t>(count));
  }
  return true;
}

bool DiskCache::write(const char *name, llvm::ArrayRef<char> header,
                      llvm::ArrayRef<char> contents) {
  static std::atomic<uint64_t> counter{0};
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  std::string temporary = temporaryPrefix.str() + std::to_string(getpid()) + "-" +
                          std::to_string(now.tv_nsec) + "-" + std::to_string(++counter);
  int file =
      openat(fd, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0)
    return false;
  bool isWritten = writeAll(file, header) && writeAll(file, contents);
  int reason = errno;
  // Some file systems tell only here that there is no room.
  if (close(file) != 0 && isWritten) {
    isWritten = false;
    reason = errno;
  }
  if (isWritten && renameat(fd, temporary.c_str(), fd, name) == 0)
    return true;
  if (isWritten)
    reason = errno;
  unlinkat(fd, temporary.c_str(), 0);
  errno = reason;
  return false;
}

void DiskCache::store(const Digest &key, llvm::ArrayRef<char> contents) {
  EntryHeader header = makeHeader(key, contents);
  llvm::ArrayRef<char> headerBytes(reinterpret_cast<const char *>(&header), sizeof(header));
  if (!write(entryName(key).c_str(), headerBytes, contents))
    return warnOnce("write");
  trim();
}

namespace {
struct StoredEntry {
  std::string name;
  uint64_t size;
  struct timespec used;
};
} // namespace

/// The entries of the folder; temporary files that nobody will finish are removed.
static std::vector<StoredEntry> listEntries(int folder) {
  std::vector<StoredEntry> entries;
  int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = copy < 0 ? nullptr : fdopendir(copy);
  if (!stream) {
    if (copy >= 0)
      close(copy);
    return entries;
  }
  time_t now = time(nullptr);
  while (dirent *entry = readdir(stream)) {
    StringRef name(entry->d_name);
    bool isTemporary = name.starts_with(temporaryPrefix);
    struct stat info;
    if ((!isTemporary &&
         !(name.ends_with(entryEnding) && name.size() == 64 + entryEnding.size())) ||
        fstatat(folder, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(info.st_mode))
      continue;
    if (!isTemporary)
      entries.push_back({entry->d_name, static_cast<uint64_t>(info.st_size), info.st_mtim});
    else if (now - info.st_mtim.tv_sec > maxTemporaryAge)
      unlinkat(folder, entry->d_name, 0);
  }
  closedir(stream);
  return entries;
}

void DiskCache::trim() {
  std::vector<StoredEntry> entries = listEntries(fd);
  uint64_t total = 0;
  for (const StoredEntry &entry : entries)
    total += entry.size;
  if (total <= maxBytes)
    return;
  std::sort(entries.begin(), entries.end(), [](const StoredEntry &a, const StoredEntry &b) {
    return std::tie(a.used.tv_sec, a.used.tv_nsec, a.name) <
           std::tie(b.used.tv_sec, b.used.tv_nsec, b.name);
  });
  for (const StoredEntry &entry : entries) {
    if (total <= maxBytes)
      return;
    if (unlinkat(fd, entry.name.c_str(), 0) == 0)
      total -= entry.size;
  }
}
