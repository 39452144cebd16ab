package io.edgecoordinator.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of normative statements name tests that exist and run. */
class ConformanceTableTest {

  private static final Pattern STATEMENT = Pattern.compile("MQTT-\\d+\\.\\d+\\.\\d+-\\d+");
  private static final Pattern TEST = Pattern.compile("([A-Z]\\w*Test)\\.(\\w+)");

  /** A row: who must do what, and what shows that it is done. */
  private record Row(String statement, String text, String who, String coveredBy) {

    static Row parse(String line) {
      List<String> cells = Arrays.stream(line.split("\\|")).map(String::strip).toList();
      assertThat(cells).as(line).hasSize(5);
      return new Row(cells.get(1), cells.get(2), cells.get(3), cells.get(4));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqtt5-conformance.md", "mqtt311-conformance.md"})
  void everyTestIsThere(String table) {
    for (Row row : rows(table)) {
      String covered = row.coveredBy();
      if (covered.equals("client")) {
        assertThat(row.who()).as(row.statement()).isEqualTo("client");
      } else if (!covered.startsWith("not tested: ")) {
        for (String test : covered.split(",", -1)) {
          assertRuns(row.statement(), test.strip());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqtt5-conformance.md", "mqtt311-conformance.md"})
  void noStatementIsThereTwice(String table) {
    assertThat(rows(table)).extracting(Row::statement).doesNotHaveDuplicates();
  }

  @Test
  void everyChapterIsThere() {
    assertThat(rows("mqtt5-conformance.md")).hasSizeGreaterThan(200);
    assertThat(rows("mqtt311-conformance.md")).hasSizeGreaterThan(10);
  }

  private static void assertRuns(String statement, String test) {
    var name = TEST.matcher(test);
    assertThat(name.matches()).as("%s: %s", statement, test).isTrue();
    Class<?> type = find(statement, name.group(1));
    assertThat(type.isAnnotationPresent(Disabled.class)).as(test).isFalse();
    assertThat(
            Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name.group(2)))
                .filter(ConformanceTableTest::runs))
        .as("%s: %s", statement, test)
        .isNotEmpty();
  }

  private static Class<?> find(String statement, String name) {
    for (String prefix : List.of("io.edgecoordinator.mqtt.", "io.edgecoordinator.")) {
      try {
        return Class.forName(prefix + name);
      } catch (ClassNotFoundException next) {
        // It may be in the other package.
      }
    }
    throw new AssertionError(statement + ": there is no " + name);
  }

  private static boolean runs(Method method) {
    return !method.isAnnotationPresent(Disabled.class)
        && (method.isAnnotationPresent(Test.class)
            || method.isAnnotationPresent(ParameterizedTest.class));
  }

  private static List<Row> rows(String table) {
    try (InputStream in = ConformanceTableTest.class.getResourceAsStream("/" + table)) {
      String all = new String(Objects.requireNonNull(in, table).readAllBytes(), UTF_8);
      List<Row> rows =
          all.lines().filter(line -> line.startsWith("| MQTT-")).map(Row::parse).toList();
      assertThat(rows)
          .allSatisfy(row -> assertThat(row.statement()).matches(STATEMENT))
          .allSatisfy(row -> assertThat(row.who()).isIn("server", "client", "both"))
          .allSatisfy(row -> assertThat(row.text()).isNotEmpty());
      return rows;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
