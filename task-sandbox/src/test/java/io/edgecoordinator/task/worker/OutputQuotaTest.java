package io.edgecoordinator.task.worker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class OutputQuotaTest {

  private static final long SECOND = 1_000_000_000;

  private final OutputQuota quota =
      new OutputQuota(new GuestLimits(Duration.ofSeconds(1), 1 << 20, 100, 1024, 10, 0), 0);

  private static GuestOutput events(int count, int size) {
    return new GuestOutput(
        null,
        null,
        Collections.nCopies(count, new GuestOutput.Publication("ü", new byte[size])),
        StateUse.NONE);
  }

  @Test
  void topicsAndPayloadsCountInBytes() {
    assertThatCode(() -> quota.admit(events(4, 254), 0)).doesNotThrowAnyException();
    assertThatThrownBy(() -> quota.admit(events(1, 1023), 0))
        .hasMessage("output: returned and published 1,025 bytes, its limit is 1 KiB");
  }

  @Test
  void eventsOfASecondAreBoundedAndTheirTimeComesAgain() throws Exception {
    quota.admit(events(8, 1), 0);
    assertThatThrownBy(() -> quota.admit(events(3, 1), 0))
        .hasMessage("events: published 11 within a second, its limit is 10");
    quota.admit(events(3, 1), SECOND / 10);
    assertThatThrownBy(() -> quota.admit(events(11, 1), 100 * SECOND))
        .hasMessage("events: published 11 within a second, its limit is 10");
    quota.admit(events(10, 1), 200 * SECOND);
  }

  @Test
  void callThatGivesNothingIsFree() throws Exception {
    quota.admit(events(10, 1), 0);
    quota.admit(events(0, 0), 0);
  }
}
