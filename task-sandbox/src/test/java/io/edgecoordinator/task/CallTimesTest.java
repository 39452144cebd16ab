package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class CallTimesTest {

  private final CallTimes times = new CallTimes();

  @Test
  void thereIsNothingToTellBeforeTheFirstCall() {
    assertThat(times.quantile(0.5)).isZero();
  }

  @Test
  void quantilesAreWithinAnEighth() {
    for (int micros = 1; micros <= 10_000; micros++) {
      times.add(micros);
    }
    assertThat(times.quantile(0.5)).isCloseTo(5_000, Percentage.withPercentage(12.5));
    assertThat(times.quantile(0.99)).isCloseTo(9_900, Percentage.withPercentage(12.5));
    assertThat(times.quantile(1)).isCloseTo(10_000, Percentage.withPercentage(12.5));
  }

  @Test
  void shortCallsAreExactAndLongOnesAreNotLost() {
    times.add(7);
    assertThat(times.quantile(0.99)).isEqualTo(7);
    times.add(900_000_000);
    assertThat(times.quantile(1)).isCloseTo(900_000_000, Percentage.withPercentage(12.5));
    times.add(Long.MAX_VALUE);
    assertThat(times.quantile(1)).isPositive();
  }

  @Test
  void theLatestCallsWeighMost() {
    for (int i = 0; i < 200_000; i++) {
      times.add(10);
    }
    for (int i = 0; i < 150_000; i++) {
      times.add(1_000);
    }
    assertThat(times.quantile(0.5)).isCloseTo(1_000, within(125L));
  }
}
