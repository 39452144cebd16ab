package io.edgecoordinator.task.selection;

import io.edgecoordinator.flow.Priority;

/**
 * What a task has to say for itself in the {@link Selection}: one claim for each of its priorities.
 *
 * @param <T> whose calls they are
 */
public final class Claim<T> {

  /** The deadline of calls that have none. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Whether it takes part in the choice. */
  enum Standing {
    /** Nothing waits, or nothing that could run whatever was chosen. */
    OUT,
    /** Calls wait, and as many are under way as may be. */
    BACKLOGGED,
    /** Calls wait and could run. */
    WAITING
  }

  private final T owner;
  private final Priority priority;
  final PriorityClass<T> among;
  final int[] places = {ClaimHeap.NOWHERE, ClaimHeap.NOWHERE};
  Standing standing = Standing.OUT;
  boolean isAhead;
  boolean canStart;
  boolean canRefill;
  boolean isGrantedSlot;
  boolean isShortOfMemory;
  long memory;
  long deadline = NEVER;
  long virtualTime;
  long arrival;

  Claim(T owner, Priority priority, PriorityClass<T> among) {
    this.owner = owner;
    this.priority = priority;
    this.among = among;
  }

  /** Returns whose calls they are. */
  public T owner() {
    return owner;
  }

  /** Returns how urgent they are. */
  public Priority priority() {
    return priority;
  }

  /**
   * Says whether the choice that fell on it last gives it a slot; if not, its call must go to an
   * environment that holds one.
   */
  public boolean isGrantedSlot() {
    return isGrantedSlot;
  }

  static <T> boolean hasLessTime(Claim<T> a, Claim<T> b) {
    return a.virtualTime != b.virtualTime ? a.virtualTime < b.virtualTime : a.arrival < b.arrival;
  }

  static <T> boolean isDueEarlier(Claim<T> a, Claim<T> b) {
    return a.deadline != b.deadline ? a.deadline < b.deadline : hasLessTime(a, b);
  }
}
