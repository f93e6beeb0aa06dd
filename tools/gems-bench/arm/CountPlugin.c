// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A QEMU plugin that counts how often each block of instructions runs:
//   qemu-aarch64 -plugin file=libgems-count.so,out=FILE PROGRAM
// At exit, FILE has a line "ADDRESS INSTRUCTIONS TIMES" in hexadecimal for each translated block.
// One address may have several blocks; what was executed is their sum. For programs of one thread.
#include "QemuPlugin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Block {
  uint64_t address;
  uint64_t numInstructions;
  uint64_t times;
  struct Block *next;
};

int qemu_plugin_version = 1;

static struct Block *blocks;
static char *outPath;

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb) {
  struct Block *block = calloc(1, sizeof(*block));
  (void)id;
  if (!block)
    abort();
  block->address = qemu_plugin_tb_vaddr(tb);
  block->numInstructions = qemu_plugin_tb_n_insns(tb);
  block->next = blocks;
  blocks = block;
  qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64, &block->times, 1);
}

static void finish(qemu_plugin_id_t id, void *userdata) {
  FILE *file = fopen(outPath, "w");
  (void)id;
  (void)userdata;
  if (!file) {
    fprintf(stderr, "gems-count: cannot write '%s'\n", outPath);
    return;
  }
  for (const struct Block *block = blocks; block; block = block->next)
    if (block->times)
      fprintf(file, "%" PRIx64 " %" PRIx64 " %" PRIx64 "\n", block->address, block->numInstructions,
              block->times);
  if (fclose(file))
    fprintf(stderr, "gems-count: cannot write '%s'\n", outPath);
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info_t *info, int argc,
                        char **argv) {
  (void)info;
  if (argc != 1 || strncmp(argv[0], "out=", 4) || !argv[0][4]) {
    fprintf(stderr, "gems-count: expected one argument out=FILE, got %d\n", argc);
    return 1;
  }
  outPath = strdup(argv[0] + 4);
  if (!outPath)
    return 1;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
  qemu_plugin_register_atexit_cb(id, finish, NULL);
  return 0;
}
