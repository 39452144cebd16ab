package io.edgecoordinator.shadow.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.shadow.ShadowName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncRuleTest {

  @ParameterizedTest
  @CsvSource({
    "freezer-1, freezer-1, true",
    "freezer-1, freezer-10, false",
    "freezer-*, freezer-1, true",
    "freezer-*, freezer-, true",
    "freezer-*, oven-1, false",
    "*, oven-1, true",
    "*-1, oven-1-1, true",
    "o*n*1, oven-11, true",
    "o*n*1, oven-12, false",
  })
  void aPatternChoosesThings(String things, String thing, boolean chosen) {
    assertThat(new SyncRule(things, null).chooses(ShadowName.classic(thing))).isEqualTo(chosen);
    assertThat(new SyncRule(things, null).chooses(new ShadowName(thing, "n"))).isFalse();
    assertThat(new SyncRule(things, "*").chooses(new ShadowName(thing, "n"))).isEqualTo(chosen);
    assertThat(new SyncRule(things, "m").chooses(new ShadowName(thing, "n"))).isFalse();
  }

  @Test
  void filtersAreAsNarrowAsTopicsCanBe() {
    assertThat(new SyncRule("t", null).filters())
        .containsExactly("$aws/things/t/shadow/+/accepted", "$aws/things/t/shadow/+/rejected");
    assertThat(new SyncRule("t-*", "n").filters())
        .containsExactly(
            "$aws/things/+/shadow/name/n/+/accepted", "$aws/things/+/shadow/name/n/+/rejected");
  }

  @Test
  void aPatternThatNoNameCanMatchIsRefused() {
    assertThatThrownBy(() -> new SyncRule("a/b", null)).hasMessageContaining("letters, digits");
    assertThatThrownBy(() -> new SyncRule("a", "")).hasMessageContaining("1 to 64");
  }
}
