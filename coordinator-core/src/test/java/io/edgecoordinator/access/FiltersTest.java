package io.edgecoordinator.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {

  @ParameterizedTest
  @CsvSource({
    "a/b, a/b",
    "a/+, a/b",
    "a/+, a/+",
    "a/#, a",
    "a/#, a/#",
    "a/#, a/b/c",
    "a/#, a/+/c/#",
    "#, a/+",
    "#, #",
    "+/b, +/b",
    "+/+, a/",
    "$SYS/#, $SYS/broker/+",
  })
  void covers(String wide, String narrow) {
    assertThat(Filters.covers(wide, narrow)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a/+",
    "a/b, a/#",
    "a/+, a/#",
    "a/+, a",
    "a/+, a/b/c",
    "a/+/c, a/#",
    "a/b/#, a/#",
    "a/b/#, a",
    "+/b, #",
    "a, a/b",
    "#, $SYS/#",
    "#, $SYS/a",
    "+/a, $SYS/a",
  })
  void coversNot(String wide, String narrow) {
    assertThat(Filters.covers(wide, narrow)).isFalse();
  }

  @Test
  void sharedFiltersAreJudgedByWhatTheyShare() {
    assertThat(Filters.unshared("$share/group/a/#")).contains("a/#");
    assertThat(Filters.unshared("a/#")).contains("a/#");
    assertThat(Filters.unshared("$share/group")).isEmpty();
    assertThat(Filters.unshared("$share/group/")).isEmpty();
    assertThat(Filters.unshared("$share//a")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "freezer-*, freezer-7, true",
    "freezer-*, freezer-, true",
    "freezer-?, freezer-7, true",
    "freezer-?, freezer-17, false",
    "*-7, freezer-17-7, true",
    "*a*b*, xxaxxbxx, true",
    "*a*b*, xxbxxaxx, false",
    "*, anything, true",
    "freezer, freezers, false",
  })
  void namesWithWildcards(String pattern, String name, boolean matches) {
    assertThat(Glob.matches(pattern, name)).isEqualTo(matches);
  }
}
