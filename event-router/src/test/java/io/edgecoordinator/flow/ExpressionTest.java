package io.edgecoordinator.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.edgecoordinator.event.Event;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

  private static final Map<String, String> CAPTURES = Map.of("freezer", "f-1");

  @ParameterizedTest
  @CsvSource({
    "event.c > -15.0, -10, true",
    "event.c > -15.0, -18, false",
    "event.c > -15, -18.0, false",
    "event.c > -15, -14.5, true",
    "event.c > 299999, 3e5, true",
    "event.c == 3, 3.0, true",
    "event.c == 3.0, 3, true",
    "event.c in [1.0], 1, true",
    "event.c == null, null, true",
    "event.c == 'x', 1, false",
    "event.c > 9007199254740993, 9007199254740994, true",
  })
  void comparesNumbersAsPeopleExpect(String when, String number, boolean holds) throws Exception {
    assertThat(when(when).test(celsius(number), CAPTURES)).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource({
    "event.c + 1, 5, 6",
    "event.c + 1, 5.5, 6.5",
    "event.c * 1.8 + 32, -18, -0.3999999999999986",
    "event.c * 1.8 + 32, 100.0, 212.0",
    "1.5 - event.c, 1, 0.5",
    "event.c / 2, 5, 2",
    "event.c / 2.0, 5, 2.5",
    "-event.c, 5, -5",
    "event.c, 1234567890123456789, 1234567890123456789",
    "event.c, 123456789012345678901234567890, 123456789012345678901234567890",
    "event.c * 1.0, 123456789, 123456789",
    "event.c * 1.0, 1234567890.5, 1234567890.5",
    "event.c, 0.1, 0.1",
  })
  void computesAndPrintsNumbersAsPeopleExpect(String transform, String number, String result)
      throws Exception {
    assertThat(transform(transform).apply(celsius(number), CAPTURES).text()).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "event | {\"c\":5,\"list\":[1,2.5,null],\"s\":\"ä\"}",
        "{'id': freezer, 'from': device, 'on': topic} |"
            + " {\"id\":\"f-1\",\"from\":\"freezer-1\",\"on\":\"a/f-1\"}",
        "event.list.map(x, x) | [1,2.5,null]",
        "event.list.exists(x, x == 2.5) | true",
        "event.?gone.orValue('none') | \"none\"",
        "{?'gone': event.?gone, 'c': event.c} | {\"c\":5}",
        "event.s.size() | 1",
        "math.greatest(event.c, 7.5) | 7.5",
        "topic.split('/') | [\"a\",\"f-1\"]",
        "duration('90s') | \"90s\"",
        "timestamp('2025-01-02T03:04:05Z') | \"2025-01-02T03:04:05Z\"",
        "null | null",
        "{1: 'a'} | {\"1\":\"a\"}",
        "b'abc' | \"YWJj\"",
        "type(event.c) == int | true",
      })
  void makesJson(String transform, String result) throws Exception {
    Event event = Rows.event("a/f-1", "{\"c\":5,\"list\":[1,2.5,null],\"s\":\"ä\"}");

    assertThat(transform(transform).apply(event, CAPTURES).text()).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "event.celsius | no such key: celsius",
        "event.c.x | no such key: x (its parent is not an object)",
        "event.c + \"x\" | \"+\" does not apply to these values",
        "event.c / 0 | / by zero",
        "event.c * 9223372036854775807 | long overflow",
        "0.0 / (event.c - event.c) | the result is NaN, which JSON does not have",
        "optional.of(1) | the result is of a kind that JSON does not have",
      })
  void saysWhyThereIsNoValue(String transform, String reason) {
    assertThatThrownBy(() -> transform(transform).apply(celsius("5"), CAPTURES))
        .isInstanceOf(ExpressionException.class)
        .hasMessage(reason);
  }

  @Test
  void saysThatThePayloadIsNotJson() throws Exception {
    Event event = Rows.event("a/f-1", "21 degrees");

    assertThat(when("event == null").test(event, CAPTURES)).isTrue();
    assertThatThrownBy(() -> when("event.c > 1").test(event, CAPTURES))
        .hasMessage("no such key: c (its parent is not an object); the payload is not JSON");
  }

  @Test
  void needsATruthValueOfACriterion() {
    assertThatThrownBy(() -> when("event.c").test(celsius("5"), CAPTURES))
        .isInstanceOf(ExpressionException.class)
        .hasMessage("the value is neither true nor false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event.all(a, event.all(b, event.all(c, true)))",
        "event.map(a, event)",
        "[[['x' + string(event)].map(a, a + a)[0]].map(b, b + b + b + b + b + b)].size() > 0",
        "[event + event].map(a, a + a).map(b, b + b + b).map(c, c + c + c + c + c).map(d, d + d"
            + " + d + d + d + d).map(e, e + e + e + e + e + e + e).map(f, f + f + f + f)",
      })
  void endsBeforeItFillsTheHeap(String transform) {
    Event event = Rows.event("a/f-1", "[" + "1,".repeat(1_999) + "1]");

    assertThatThrownBy(() -> transform(transform).apply(event, CAPTURES))
        .isInstanceOf(ExpressionException.class);
  }

  @Test
  void matchesRegularExpressionsInLinearTime() throws Exception {
    Event event = Rows.event("a/f-1", "{\"s\":\"" + "a".repeat(10_000) + "!\"}");

    assertThat(when("event.s.matches('^(a+)+$')").test(event, CAPTURES)).isFalse();
  }

  @Test
  void showsWhatItReads() {
    Event event =
        Rows.event(
            "a/f-1", "{\"c\":-18,\"doors\":[{\"open\":true}],\"long\":\"" + "x".repeat(99) + "\"}");
    Expression when =
        when(
            "event.c > -15 && event.doors[0].open && event['long'] != '' && has(event.gone) &&"
                + " event.doors.all(event, event.open) && freezer == 'f-2'");

    assertThat(when.inputs(event, CAPTURES))
        .containsExactly(
            entry("event.c", "-18"),
            entry("event.doors[0].open", "true"),
            entry("event.long", "\"" + "x".repeat(76) + "..."),
            entry("event.doors", "[{\"open\":true}]"),
            entry("freezer", "\"f-1\""));
  }

  private static Event celsius(String number) {
    return Rows.event("a/f-1", "{\"c\":" + number + "}");
  }

  private static Expression when(String text) {
    return row("when", text).when();
  }

  private static Expression transform(String text) {
    return row("transform", text).transform();
  }

  private static Flow row(String key, String text) {
    return Rows.parse(
            """
            flows:
              - id: row
                topic: a/{freezer}
                %s: |-
                  %s
                to: log
            """
                .formatted(key, text))
        .getFirst();
  }
}
