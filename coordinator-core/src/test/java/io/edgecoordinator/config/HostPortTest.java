package io.edgecoordinator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

  @Test
  void readsNamesAndAddresses() {
    assertThat(HostPort.parse("localhost:0")).isEqualTo(new HostPort("localhost", 0));
    assertThat(HostPort.parse("[::1]:1883")).isEqualTo(new HostPort("::1", 1883));
    assertThat(HostPort.parse("[::1]:1883")).hasToString("[::1]:1883");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1883", ":1883", "host", "host:", "host:x", "::1:1883", "[h]:1"})
  void refusesWhatIsNotHostAndPort(String text) {
    assertThatThrownBy(() -> HostPort.parse(text)).hasMessageContaining("is not HOST:PORT");
  }

  @Test
  void refusesPortOutOfRange() {
    assertThatThrownBy(() -> HostPort.parse("localhost:65536")).hasMessageContaining("65535");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1", "127.0.0.1:1", "127.1.2.3:1", "[::1]:1"})
  void knowsLoopback(String text) {
    assertThat(HostPort.parse(text).isLoopback()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:1", "[::]:1", "127.0.0.1.example:1", "localhost.example:1"})
  void doesNotTakeOthersForLoopback(String text) {
    assertThat(HostPort.parse(text).isLoopback()).isFalse();
  }
}
