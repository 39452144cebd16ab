package io.edgecoordinator.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

  private long now;

  private int spendAll(Pace pace) {
    int count = 0;
    for (; pace.permits(); count++) {
      pace.spend();
    }
    return count;
  }

  @Test
  void letsSoManyGoInASecondAndAFewMoreAtFirst() {
    Pace pace = new Pace(1_000, () -> now);
    assertThat(spendAll(pace)).isEqualTo(50);
    int count = 0;
    for (int millis = 0; millis < 1_000; millis += 5) {
      now += 5_000_000;
      count += spendAll(pace);
    }
    assertThat(count).isEqualTo(1_000);
  }

  @Test
  void doesNotMakeUpForALongRest() {
    Pace pace = new Pace(1_000, () -> now);
    spendAll(pace);
    now += 3_600_000_000_000L;
    assertThat(spendAll(pace)).isEqualTo(50);
  }

  @Test
  void saysHowLongTheNextHasToWait() {
    Pace pace = new Pace(2, () -> now);
    assertThat(spendAll(pace)).isEqualTo(1);
    assertThat(pace.waitMillis()).isEqualTo(501);
    now += 501_000_000;
    assertThat(pace.permits()).isTrue();
  }
}
