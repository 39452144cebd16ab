package io.edgecoordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({"0, 0 s", "119, 119 s", "120, 2 min", "7199, 119 min", "7200, 2 h", "172800, 2 d"})
  void agesAreInTheLargestUnitOfWhichThereAreTwo(long seconds, String text) {
    assertThat(Quantities.age(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "1023, 1023 B", "1536, 1.5 KiB", "1073741824, 1.0 GiB"})
  void sizesAreInMultiplesOf1024(long bytes, String text) {
    assertThat(Quantities.bytes(bytes)).isEqualTo(text);
  }
}
