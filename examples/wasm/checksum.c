/*
 * CRC-32 of whatever comes, as a JSON string under checksums/all.
 *
 * Built by (clang and lld 14):
 *   clang --target=wasm32 -O2 -nostdlib -Wl,--no-entry -o checksum.wasm checksum.c
 */
#include "coordinator.h"

extern byte __heap_base;
static byte *room = &__heap_base;

/* Everything is given back when the next call begins. */
EXPORT(allocate) void *allocate(size bytes) {
  byte *given = room;
  byte *end = given + ((bytes + 7) & ~7u);
  size pages = __builtin_wasm_memory_size(0);
  if (end < given) return 0;
  if ((size)end > pages << 16 &&
      __builtin_wasm_memory_grow(0, (((size)end - (pages << 16)) >> 16) + 1) == (size)-1) {
    return 0;
  }
  room = end;
  return given;
}

static unsigned crc32(const byte *bytes, size length) {
  unsigned crc = ~0u;
  for (size i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

static char result[] = "{\"topic\":\"checksums/all\",\"payload\":\"00000000\"}";

EXPORT(handler) place handler(const byte *event, size length, const char *context, size context_length) {
  unsigned crc = crc32(event, length);
  char *digit = result + sizeof result - 4; /* the last one, before "} and the end */
  for (int i = 0; i < 8; i++, crc >>= 4) *digit-- = "0123456789abcdef"[crc & 15];
  room = &__heap_base;
  return at(result, sizeof result - 1);
}
