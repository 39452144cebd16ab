package io.edgecoordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.shadow.ShadowLimits;
import org.junit.jupiter.api.Test;

/** What is configured of shadows, and what they get to know of it. */
class ShadowConfigurationTest {

  @Test
  void sayingNothingLeavesTheDefaults() {
    assertThat(Bounds.shadows(Configuration.defaults().shadows())).isEqualTo(ShadowLimits.DEFAULT);
  }

  @Test
  void eachKeyHasItsPlace() {
    assertThat(Bounds.shadows(new Configuration.Shadows(1, 2, 3, 4, 5, 6, 7, 8)))
        .isEqualTo(
            new ShadowLimits(
                1,
                ShadowLimits.DEFAULT.requestBytes(),
                2,
                3,
                4,
                5,
                6,
                ShadowLimits.DEFAULT.unsafeBytes(),
                7,
                8));
  }
}
