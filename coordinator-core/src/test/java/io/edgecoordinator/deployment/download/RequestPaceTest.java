package io.edgecoordinator.deployment.download;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many blocks are under way, and when one is overdue. */
class RequestPaceTest {

  private static final long MILLI = 1_000_000L;

  private final RequestPace pace = new RequestPace(32, 5_000 * MILLI);

  @Test
  void theWindowGrowsWhileBlocksDoNotQueue() {
    assertThat(pace.window()).isEqualTo(4);
    answers(4, 50);
    assertThat(pace.window()).isEqualTo(8);
    answers(100, 60);
    assertThat(pace.window()).isEqualTo(32);
  }

  @Test
  void theWindowIsHalvedOnceWhenBlocksQueue() {
    answers(28, 50);
    answers(1, 700);
    assertThat(pace.window()).isEqualTo(16);
    answers(10, 700);
    assertThat(pace.window()).isEqualTo(16);
    answers(25, 700);
    assertThat(pace.window()).isEqualTo(8);
    answers(1_000, 900);
    assertThat(pace.window()).isEqualTo(1);
  }

  @Test
  void theTimeoutFollowsTheRoundTrips() {
    assertThat(pace.timeout()).isEqualTo(5_000 * MILLI);
    answers(50, 100);
    assertThat(pace.timeout()).isBetween(599 * MILLI, 601 * MILLI);
    answers(50, 4_000);
    assertThat(pace.timeout()).isBetween(4_400 * MILLI, 8_000 * MILLI);
  }

  @Test
  void silenceDoublesTheTimeoutUntilABlockComes() {
    pace.silent();
    assertThat(pace.timeout()).isEqualTo(10_000 * MILLI);
    assertThat(pace.window()).isEqualTo(1);
    for (int i = 0; i < 100; i++) {
      pace.silent();
    }
    assertThat(pace.timeout()).isEqualTo(RequestPace.LONGEST_TIMEOUT);
    pace.heard();
    assertThat(pace.timeout()).isEqualTo(5_000 * MILLI);
    assertThat(pace.window()).isEqualTo(4);
  }

  private void answers(int count, long millis) {
    for (int i = 0; i < count; i++) {
      pace.answered(millis * MILLI);
    }
  }
}
