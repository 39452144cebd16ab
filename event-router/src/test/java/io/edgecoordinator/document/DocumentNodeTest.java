package io.edgecoordinator.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DocumentNodeTest {

  private final Faults faults = new Faults();

  @Test
  void readsValuesByKind() {
    MappingNode root =
        read(
            """
            text: 1.10
            bool: true
            number: 7
            millis: 500ms
            days: 7d
            bytes: 512
            mebi: 64MiB
            unit: milliseconds
            names: [a, b]
            """);

    assertThat(root.required("text").text()).contains("1.10");
    assertThat(root.required("bool").bool()).contains(true);
    assertThat(root.required("number").integer(1, 7)).contains(7);
    assertThat(root.required("millis").duration()).contains(Duration.ofMillis(500));
    assertThat(root.required("days").duration()).contains(Duration.ofDays(7));
    assertThat(root.required("bytes").size()).contains(512L);
    assertThat(root.required("mebi").size()).contains(64L << 20);
    assertThat(root.required("unit").oneOf(TimeUnit.values())).contains(TimeUnit.MILLISECONDS);
    assertThat(root.required("names").strings()).containsExactly("a", "b");
    assertThat(root.optional("other").text()).isEmpty();
    assertThat(faults.isEmpty()).isTrue();
  }

  @Test
  void reportsAllThatIsNotAsAskedAtItsPlace() {
    MappingNode root =
        read(
            """
            text: [a]
            bool: yes
            number: 8
            duration: 2 weeks
            size: 64MB
            unit: second
            names: {a: b}
            empty:
            """);

    root.required("text").text();
    root.required("bool").bool();
    root.required("number").integer(1, 7);
    root.required("duration").duration();
    root.required("size").size();
    root.required("unit").oneOf(TimeUnit.values());
    root.required("names").strings();
    root.required("empty").text();
    root.required("gone").text();

    assertThat(faults)
        .hasToString(
            """
            x.yaml:1:1: key "gone" is missing
            x.yaml:1:7: expected a single value, found a list
            x.yaml:2:7: expected true or false, found the value "yes"
            x.yaml:3:9: expected a whole number from 1 to 7, found the value "8"
            x.yaml:4:11: expected a duration such as 500ms, 2s, 10m, 1h or 7d, found the value "2 weeks"
            x.yaml:5:7: expected a number of bytes such as 512KiB, 64MiB or 1GiB, found the value "64MB"
            x.yaml:6:7: unknown value "second"; did you mean "seconds"?
            x.yaml:7:8: expected a list, found a mapping
            x.yaml:8:1: key "empty" has no value\
            """);
  }

  @Test
  void reportsKeysThatNobodyAskedFor() {
    MappingNode root = read("topics: a\nid: b\nzzzzzz: c\n");

    root.required("id").text();
    root.optional("topic");
    root.rejectUnknown();

    assertThat(faults)
        .hasToString(
            """
            x.yaml:1:1: unknown key "topics"; did you mean "topic"?
            x.yaml:3:1: unknown key "zzzzzz"; there is id, topic\
            """);
  }

  @Test
  void readsNumbersOfAnyLengthWithoutOverflow() {
    MappingNode root = read("d: 999999999999999999d\ns: 999999999999999999GiB\n");

    assertThat(root.required("d").duration()).isEmpty();
    assertThat(root.required("s").size()).isEmpty();
    assertThat(faults.list()).hasSize(2);
  }

  private MappingNode read(String yaml) {
    return DocumentReader.read("x.yaml", yaml.getBytes(StandardCharsets.UTF_8), faults)
        .orElseThrow();
  }
}
