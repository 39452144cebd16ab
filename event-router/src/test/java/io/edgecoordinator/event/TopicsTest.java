package io.edgecoordinator.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

  @ParameterizedTest
  @CsvSource({
    "sport/tennis/player1/#, sport/tennis/player1",
    "sport/tennis/player1/#, sport/tennis/player1/ranking",
    "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon",
    "sport/#, sport",
    "#, sport/tennis",
    "sport/tennis/+, sport/tennis/player1",
    "sport/+, sport/",
    "+/+, /finance",
    "/+, /finance",
    "+/tennis/#, sport/tennis",
    "$SYS/#, $SYS/monitor/Clients",
    "$SYS/monitor/+, $SYS/monitor/Clients",
    "a/+/#, a/b",
    "a//b, a//b",
    "/, /",
  })
  void matchesAsTheSpecificationSays(String filter, String topic) {
    assertThat(Topics.matches(filter, topic)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "sport/tennis/+, sport/tennis/player1/ranking",
    "sport/+, sport",
    "+, /finance",
    "#, $SYS/monitor",
    "+/monitor/Clients, $SYS/monitor/Clients",
    "ACCOUNTS, Accounts",
    "a, a/",
    "a/, a",
    "a/b, a/bc",
    "a/bc, a/b",
    "a/+/#, a",
  })
  void doesNotMatchOtherwise(String filter, String topic) {
    assertThat(Topics.matches(filter, topic)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"#", "+", "+/+/#", "a/+/b", "/", "a b/ä", "$SYS/#", "😀/#"})
  void acceptsFilters(String filter) {
    assertThatCode(() -> Topics.validateFilter(filter)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "'', topic filter is empty",
    "sport/tennis#, 'topic filter \"sport/tennis#\": ''#'' must be a whole level'",
    "sport/#/ranking, 'topic filter \"sport/#/ranking\": ''#'' must be the last level'",
    "sport+, 'topic filter \"sport+\": ''+'' must be a whole level'",
    "+a/b, 'topic filter \"+a/b\": ''+'' must be a whole level'",
  })
  void saysWhatIsWrongWithAFilter(String filter, String message) {
    assertThatThrownBy(() -> Topics.validateFilter(filter))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void saysWhatIsWrongWithAName() {
    assertThatThrownBy(() -> Topics.validateName("a/+"))
        .hasMessage("topic \"a/+\": has a wildcard, which only a filter may have");
    assertThatThrownBy(() -> Topics.validateName("a\0"))
        .hasMessage("topic \"a\\u0000\": has the character U+0000");
    assertThatThrownBy(() -> Topics.validateName("a\uD800"))
        .hasMessageContaining("is not well-formed Unicode");
  }

  @Test
  void limitsNamesToTheBytesThatMqttCanCarry() {
    String longest = "ä".repeat(32_767) + "a";

    assertThatCode(() -> Topics.validateName(longest)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Topics.validateName(longest + "a"))
        .hasMessageContaining("has 65536 bytes, the limit is 65535");
  }

  @Test
  void limitsTheNumberOfLevels() {
    assertThatCode(() -> Topics.validateName("/".repeat(199))).doesNotThrowAnyException();
    assertThatThrownBy(() -> Topics.validateFilter("+/".repeat(200) + "+"))
        .hasMessageContaining("has 201 levels, the limit is 200");
  }
}
