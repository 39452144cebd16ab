package io.edgecoordinator.task.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap of claims, each of which knows its place, so that one in the middle can be moved or
 * removed in logarithmic time.
 */
final class ClaimHeap<T> {

  /** The place of a claim that is not in the heap. */
  static final int NOWHERE = -1;

  private final int field;
  private final BiPredicate<Claim<T>, Claim<T>> isBefore;
  private final List<Claim<T>> claims = new ArrayList<>();

  /**
   * Creates an empty heap.
   *
   * @param field where in {@link Claim#places} this heap writes
   */
  ClaimHeap(int field, BiPredicate<Claim<T>, Claim<T>> isBefore) {
    this.field = field;
    this.isBefore = isBefore;
  }

  boolean isEmpty() {
    return claims.isEmpty();
  }

  /** Returns the first of all, or null if there is none. */
  @Nullable Claim<T> first() {
    return claims.isEmpty() ? null : claims.getFirst();
  }

  void add(Claim<T> claim) {
    claims.add(claim);
    rise(claim, claims.size() - 1);
  }

  void remove(Claim<T> claim) {
    int hole = claim.places[field];
    claim.places[field] = NOWHERE;
    Claim<T> last = claims.removeLast();
    if (hole < claims.size()) {
      settle(last, hole);
    }
  }

  /** Puts a claim where it belongs now. */
  void moved(Claim<T> claim) {
    settle(claim, claim.places[field]);
  }

  private void settle(Claim<T> claim, int place) {
    rise(claim, place);
    sink(claim, claim.places[field]);
  }

  private void rise(Claim<T> claim, int from) {
    int place = from;
    while (place > 0) {
      int above = (place - 1) >>> 1;
      Claim<T> other = claims.get(above);
      if (!isBefore.test(claim, other)) {
        break;
      }
      put(other, place);
      place = above;
    }
    put(claim, place);
  }

  private void sink(Claim<T> claim, int from) {
    int place = from;
    for (int below = 2 * place + 1; below < claims.size(); below = 2 * place + 1) {
      int right = below + 1;
      if (right < claims.size() && isBefore.test(claims.get(right), claims.get(below))) {
        below = right;
      }
      Claim<T> other = claims.get(below);
      if (!isBefore.test(other, claim)) {
        break;
      }
      put(other, place);
      place = below;
    }
    put(claim, place);
  }

  private void put(Claim<T> claim, int place) {
    claims.set(place, claim);
    claim.places[field] = place;
  }
}
