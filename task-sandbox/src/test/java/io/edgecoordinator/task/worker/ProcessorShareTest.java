package io.edgecoordinator.task.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.task.wire.Outcome;
import org.junit.jupiter.api.Test;

class ProcessorShareTest {

  private static final long SECOND = 1_000_000_000;
  private static final long MILLI = 1_000_000;

  @Test
  void wholeProcessorIsNoLimit() {
    assertThat(new ProcessorShare(100, 0).isLimited()).isFalse();
    assertThat(new ProcessorShare(99, 0).isLimited()).isTrue();
  }

  @Test
  void callMayUseWhatOneSecondGives() {
    ProcessorShare half = new ProcessorShare(50, 0);
    assertThat(half.excess(500 * MILLI, 500 * MILLI)).isNull();
    CallFailedException excess = half.excess(501 * MILLI, 600 * MILLI);
    assertThat(excess).isNotNull();
    assertThat(excess.outcome()).isEqualTo(Outcome.TOO_MUCH_PROCESSOR);
    assertThat(excess)
        .hasMessage(
            "processor: used 501 ms of processor time in 600 ms, its limit is 50%, which is 500 ms");
    assertThat(half.excess(2 * SECOND, 4 * SECOND)).isNull();
  }

  @Test
  void whatIsUsedBeyondTheShareIsWaitedFor() {
    ProcessorShare tenth = new ProcessorShare(10, 0);
    tenth.used(100 * MILLI, 0);
    assertThat(tenth.pause(0)).isZero();
    tenth.used(50 * MILLI, 0);
    assertThat(tenth.pause(0)).isEqualTo(500 * MILLI);
    assertThat(tenth.pause(500 * MILLI)).isZero();
  }

  @Test
  void waitIsNeverLongerThanASecond() {
    ProcessorShare least = new ProcessorShare(1, 0);
    least.used(15 * 60 * SECOND, 0);
    assertThat(least.pause(0)).isEqualTo(SECOND);
  }

  @Test
  void moreThanASecondsShareIsNotSavedUp() {
    ProcessorShare half = new ProcessorShare(50, 0);
    half.used(600 * MILLI, 3600 * SECOND);
    assertThat(half.pause(3600 * SECOND)).isEqualTo(200 * MILLI);
  }
}
