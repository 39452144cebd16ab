/* What a module may import, and what it is to export; docs/WASM.md says more. */
#ifndef COORDINATOR_H
#define COORDINATOR_H

typedef unsigned char byte;
typedef unsigned int size;
typedef unsigned long long place; /* address in the upper half, length in the lower */

#define IMPORT(name) __attribute__((import_module("coordinator"), import_name(#name))) extern
#define EXPORT(name) __attribute__((export_name(#name)))

enum level { DEBUG, INFO, WARNING, ERROR };

IMPORT(log) void coordinator_log(int level, const char *text, size length);
IMPORT(publish) int coordinator_publish(
    const char *topic, size topic_length, const byte *payload, size length);
IMPORT(state_get) place coordinator_state_get(const char *key, size key_length);
IMPORT(state_put) int coordinator_state_put(
    const char *key, size key_length, const char *json, size length);
IMPORT(invoke) place coordinator_invoke(
    const char *task, size task_length, const char *json, size length);
IMPORT(error) place coordinator_error(void);

static inline place at(const void *address, size length) {
  return (place)(unsigned long)address << 32 | length;
}

#endif
