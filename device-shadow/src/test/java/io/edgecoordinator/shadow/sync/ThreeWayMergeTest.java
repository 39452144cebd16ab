package io.edgecoordinator.shadow.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.shadow.ShadowDocument;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rule, case by case. In the tables a value is {@code VALUE@SECOND}, and - is no such key. */
class ThreeWayMergeTest {

  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # base | here    | cloud   | desired | reported
            1    | 1@5     | 1@9     | 1       | 1
            1    | 2@5     | 1@9     | 2       | 2
            1    | 1@5     | 2@1     | 2       | 2
            1    | -       | 1@9     | -       | -
            1    | 1@9     | -       | -       | -
            1    | -       | -       | -       | -
            -    | 2@5     | -       | 2       | 2
            -    | -       | 2@5     | 2       | 2
            1    | 2@5     | 3@6     | 3       | 3
            1    | 2@6     | 3@5     | 2       | 2
            1    | 2@5     | 3@5     | 3       | 2
            -    | 2@5     | 3@5     | 3       | 2
            1    | 2@5     | 2@7     | 2       | 2
            1    | 2@1     | -       | 2       | 2
            1    | -       | 2@1     | 2       | 2
            1    | 1.0@5   | 2@1     | 2       | 2
            [1]  | [1,2]@5 | [3]@6   | [3]     | [3]
            1    | 2@5     | {"a":3}@6 | {"a":3} | {"a":3}
            1    | 2@6     | {"a":3}@5 | 2       | 2
          """)
  void aValueBecomes(String base, String here, String cloud, String desired, String reported) {
    assertThat(merged("desired", base, here, cloud)).isEqualTo(state("desired", desired));
    assertThat(merged("reported", base, here, cloud)).isEqualTo(state("reported", reported));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # base              | here                | cloud               | both
            {"a":1,"b":1}     | {"a":2,"b":1}       | {"a":1,"b":3}       | {"a":2,"b":3}
            {"a":1,"b":1}     | {"a":1}             | {"a":1,"b":1,"c":1} | {"a":1,"c":1}
            {"a":1,"b":1}     | -                   | {"a":5,"b":1}       | {"a":5}
            {"a":1,"b":1}     | {"a":1,"b":5}       | -                   | {"b":5}
            {"a":1}           | -                   | {}                  | -
            {"a":1}           | {}                  | {"a":1}             | {}
            -                 | {}                  | -                   | {}
            -                 | {"a":{"b":1}}       | {"a":{"c":2}}       | {"a":{"b":1,"c":2}}
          """)
  void anObjectIsMergedFieldByField(String base, String here, String cloud, String both) {
    assertThat(merged("desired", base, here, cloud)).isEqualTo(state("desired", both));
  }

  private static String merged(String section, String base, String here, String cloud) {
    ShadowDocument merged =
        ThreeWayMerge.of(
            document(section, base), document(section, here), document(section, cloud));
    return text(merged);
  }

  private static String text(@Nullable ShadowDocument document) {
    return document == null ? "none" : new String(document.toJson(), StandardCharsets.UTF_8);
  }

  private static String state(String section, String value) {
    return text(document(section, value));
  }

  /** Returns a document with another value that nobody changes, and the one in question. */
  private static ShadowDocument document(String section, String value) {
    int at = value.lastIndexOf('@');
    String json = at < 0 ? value : value.substring(0, at);
    int second = at < 0 ? 1 : Integer.parseInt(value.substring(at + 1));
    String fields = json.equals("-") ? "{\"z\":0}" : "{\"z\":0,\"k\":" + json + "}";
    JsonNode values = JSON.readTree(fields);
    String answer =
        "{\"state\":{\"%s\":%s},\"metadata\":{\"%s\":%s}}"
            .formatted(section, values, section, times(values, second));
    return CloudDocument.ofAnswer(JSON.readTree(answer));
  }

  private static String times(JsonNode value, int second) {
    if (!value.isObject()) {
      return "{\"timestamp\":" + second + "}";
    }
    StringBuilder times = new StringBuilder("{");
    value
        .properties()
        .forEach(field ->
            times
                .append(times.length() > 1 ? "," : "")
                .append('"')
                .append(field.getKey())
                .append("\":")
                .append(times(field.getValue(), second)));
    return times.append('}').toString();
  }

  @Test
  void aShadowThatOneSideDeletedGoesUnlessTheOtherSetSomething() {
    ShadowDocument base = document("desired", "1");
    assertThat(text(ThreeWayMerge.of(base, null, base))).isEqualTo("none");
    assertThat(text(ThreeWayMerge.of(base, base, null))).isEqualTo("none");
    assertThat(text(ThreeWayMerge.of(base, null, document("desired", "2"))))
        .isEqualTo("{\"desired\":{\"k\":2}}");
    assertThat(text(ThreeWayMerge.of(base, document("desired", "2"), null)))
        .isEqualTo("{\"desired\":{\"k\":2}}");
    assertThat(text(ThreeWayMerge.of(base, null, null))).isEqualTo("none");
  }

  @Test
  void aShadowThatOneSideHasAloneIsThereEvenIfItIsEmpty() {
    assertThat(text(ThreeWayMerge.of(null, ShadowDocument.EMPTY, null))).isEqualTo("{}");
    assertThat(text(ThreeWayMerge.of(null, null, ShadowDocument.EMPTY))).isEqualTo("{}");
    assertThat(text(ThreeWayMerge.of(ShadowDocument.EMPTY, null, ShadowDocument.EMPTY)))
        .isEqualTo("none");
  }
}
