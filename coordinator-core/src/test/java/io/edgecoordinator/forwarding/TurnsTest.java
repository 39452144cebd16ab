package io.edgecoordinator.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private final Turns turns = new Turns(0, 4, 4, 10);

  private int[] take(int count, IntPredicate waits) {
    int[] had = new int[4];
    for (int i = 0; i < count; i++) {
      had[turns.next(waits)]++;
    }
    return had;
  }

  @Test
  void allWaitAndEachHasAtLeastItsShare() {
    assertThat(take(1_000, _ -> true))
        .satisfies(had -> {
          assertThat(had[1]).isBetween(240, 251);
          assertThat(had[2]).isBetween(240, 251);
          assertThat(had[3]).isBetween(95, 101);
          assertThat(had[0]).isGreaterThan(390);
        });
  }

  @Test
  void whoWaitsAloneHasAllTurns() {
    assertThat(take(100, lane -> lane == 3)).containsExactly(0, 0, 0, 100);
  }

  @Test
  void nothingIsOwedToWhoDidNotWait() {
    take(100, lane -> lane == 0);
    assertThat(turns.next(_ -> true)).isZero();
  }

  @Test
  void nobodyHasATurnWhereNobodyWaits() {
    assertThat(turns.next(_ -> false)).isEqualTo(Turns.NONE);
  }
}
