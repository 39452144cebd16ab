package io.edgecoordinator.task;

/** What a task shares with others of its trust domain. */
public enum Isolation {
  /** A context of its own in a worker process shared with tasks of the same signer and language. */
  SHARED,
  /** A worker process of its own. */
  PROCESS,
  /** A context in the coordinator's own process: no security boundary. */
  CONTEXT
}
