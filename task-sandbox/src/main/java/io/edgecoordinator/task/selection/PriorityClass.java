package io.edgecoordinator.task.selection;

import io.edgecoordinator.task.selection.Claim.Standing;
import org.jspecify.annotations.Nullable;

/**
 * The claims of one priority. Among those that are not ahead of their fair share the earliest
 * deadline is first.
 *
 * <p>Fair share is kept by virtual time, as in weighted fair queueing with equal weights: a claim's
 * virtual time grows by what its calls took, and the class's own follows the least of those that
 * want something. A claim that comes back begins there, so nobody saves up.
 */
final class PriorityClass<T> {

  private final ClaimHeap<T> byTime = new ClaimHeap<>(0, Claim::hasLessTime);
  private final ClaimHeap<T> eligible = new ClaimHeap<>(1, Claim::isDueEarlier);
  private final ClaimHeap<T> ahead = new ClaimHeap<>(1, Claim::hasLessTime);
  private final GuaranteedShare share;
  private long virtualTime;
  private long arrivals;

  PriorityClass(GuaranteedShare share) {
    this.share = share;
  }

  GuaranteedShare share() {
    return share;
  }

  /** Says whether claims wait that could run. */
  boolean isWaiting() {
    return !eligible.isEmpty() || !ahead.isEmpty();
  }

  /** Says whether there are claims that want something, now or as soon as may be. */
  boolean isWanting() {
    return !byTime.isEmpty();
  }

  /** Returns the claim that is next, or null if none waits. */
  @Nullable Claim<T> best() {
    advance();
    Claim<T> first = eligible.first();
    return first == null ? ahead.first() : first;
  }

  private void advance() {
    Claim<T> least = byTime.first();
    if (least != null) {
      virtualTime = Math.max(virtualTime, least.virtualTime);
    }
    for (Claim<T> next = ahead.first(); next != null && !isAhead(next); next = ahead.first()) {
      ahead.remove(next);
      order(next);
    }
  }

  private boolean isAhead(Claim<T> claim) {
    return claim.virtualTime > virtualTime + Selection.BURST;
  }

  void stand(Claim<T> claim, Standing standing, long deadline) {
    if (standing == claim.standing && deadline == claim.deadline) {
      return;
    }
    if (claim.standing == Standing.WAITING) {
      orderOf(claim).remove(claim);
    }
    if (claim.standing == Standing.OUT && standing != Standing.OUT) {
      advance();
      claim.virtualTime = Math.max(claim.virtualTime, virtualTime);
      claim.arrival = ++arrivals;
      byTime.add(claim);
    } else if (standing == Standing.OUT && claim.standing != Standing.OUT) {
      byTime.remove(claim);
    }
    claim.standing = standing;
    claim.deadline = deadline;
    if (standing == Standing.WAITING) {
      order(claim);
    }
  }

  /** Adds what calls of a claim took, in nanoseconds. */
  void charge(Claim<T> claim, long nanos) {
    advance();
    claim.virtualTime =
        Math.min(
            claim.virtualTime + nanos,
            Math.max(claim.virtualTime, virtualTime + Selection.MOST_AHEAD));
    if (claim.standing != Standing.OUT) {
      byTime.moved(claim);
    }
    if (claim.standing == Standing.WAITING) {
      if (claim.isAhead == isAhead(claim)) {
        orderOf(claim).moved(claim);
      } else {
        orderOf(claim).remove(claim);
        order(claim);
      }
    }
  }

  private void order(Claim<T> claim) {
    claim.isAhead = isAhead(claim);
    orderOf(claim).add(claim);
  }

  private ClaimHeap<T> orderOf(Claim<T> claim) {
    return claim.isAhead ? ahead : eligible;
  }
}
