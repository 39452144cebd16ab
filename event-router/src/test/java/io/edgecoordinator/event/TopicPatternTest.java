package io.edgecoordinator.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPatternTest {

  @Test
  void isAFilterWithNames() {
    TopicPattern pattern = TopicPattern.parse("{site}/+/freezers/{freezer}/#");

    assertThat(pattern.filter()).isEqualTo("+/+/freezers/+/#");
    assertThat(pattern.names()).containsExactly("site", "freezer");
    assertThat(pattern).hasToString("{site}/+/freezers/{freezer}/#");
  }

  @Test
  void capturesLevelsInOrder() {
    TopicPattern pattern = TopicPattern.parse("{site}/+/freezers/{freezer}/#");

    assertThat(pattern.captures("berlin/east/freezers/f-1/telemetry/x"))
        .containsExactly(entry("site", "berlin"), entry("freezer", "f-1"));
    assertThat(pattern.captures("/east/freezers/"))
        .containsExactly(entry("site", ""), entry("freezer", ""));
  }

  @Test
  void capturesNothingWithoutNames() {
    assertThat(TopicPattern.parse("a/#").captures("a/b")).isEmpty();
  }

  @Test
  void refusesATopicThatIsTooShort() {
    assertThatThrownBy(() -> TopicPattern.parse("a/{b}").captures("a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "a/x{b}, {name} must be a whole level",
    "a/{b}x, {name} must be a whole level",
    "a/{b, {name} must be a whole level",
    "a/}, {name} must be a whole level",
    "a/{b}{c}, {name} must be a whole level",
    "a/{}, a name is letters",
    "a/{1st}, a name is letters",
    "a/{b-c}, a name is letters",
    "{b}/{b}, {b} occurs twice",
    "a/{event}, the name is reserved",
    "a/{in}, the name is reserved",
    "a/#/{b}, must be the last level",
  })
  void saysWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> TopicPattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
