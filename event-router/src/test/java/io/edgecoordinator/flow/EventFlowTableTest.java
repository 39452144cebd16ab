package io.edgecoordinator.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.Explanation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventFlowTableTest {

  private static final String ROWS =
      """
      flows:
        - { id: low,     topic: a/#,     to: log, priority: low }
        - { id: normal,  topic: "a/{b}", to: log }
        - { id: deny,    topic: a/b,     to: drop, when: event.secret }
        - { id: high,    topic: +/b,     to: log, priority: high }
        - { id: another, topic: a/b,     to: log, from: any }
        - { id: task,    topic: a/b,     to: log, from: task:notify }
        - { id: other,   topic: b/#,     to: log }
      """;

  private final EventFlowTable table = EventFlowTable.of(7, Rows.parse(ROWS));

  @Test
  void keepsItsRowsAndVersion() {
    assertThat(table.version()).isEqualTo(7);
    assertThat(table.flows())
        .extracting(Flow::id)
        .containsExactly("low", "normal", "deny", "high", "another", "task", "other");
  }

  @Test
  void ordersByPriorityThenDropThenDeclaration() {
    assertThat(ids(table.candidates("a/b")))
        .containsExactly("high", "deny", "normal", "another", "task", "low");
  }

  @Test
  void captures() {
    assertThat(table.candidates("a/x"))
        .extracting(FlowMatch::captures)
        .containsExactly(Map.of("b", "x"), Map.of());
  }

  @Test
  void selectsBySource() {
    assertThat(ids(table.match(Rows.event("a/b", "{\"secret\": false}"))))
        .containsExactly("high", "normal", "another", "low");
    assertThat(ids(table.match(Rows.event(new Source.Task("notify"), "a/b", "{}"))))
        .containsExactly("another", "task");
  }

  @Test
  void dropHidesRowsOfTheSameAndLowerPriorities() {
    assertThat(ids(table.match(Rows.event("a/b", "{\"secret\": true}"))))
        .containsExactly("high", "deny");
  }

  @Test
  void aCriterionWithoutAValueDoesNotMatchAndIsReported() {
    Event event = Rows.event("a/b", "{}");
    List<String> failures = new ArrayList<>();

    List<FlowMatch> matches =
        EventFlowTable.select(
            table.candidates("a/b"),
            event,
            (match, reason, of) -> failures.add(match.flow().id() + ": " + reason.getMessage()));

    assertThat(ids(matches)).doesNotContain("deny");
    assertThat(failures).containsExactly("deny: no such key: secret");
  }

  @Test
  void localRowIsForDevicesOnAllTopicsButThoseWithADollar() {
    EventFlowTable local = EventFlowTable.of(1, List.of(Flow.local()));

    assertThat(ids(local.match(Rows.event("a", "x")))).containsExactly("local");
    assertThat(local.match(Rows.event("$SYS/a", "x"))).isEmpty();
    assertThat(local.match(Rows.event(new Source.Upstream("cloud"), "a", "x"))).isEmpty();
  }

  @Test
  void explainsEachRowPartByPart() {
    List<Explanation> explanations =
        EventFlowTable.of(
                1,
                Rows.parse(
                    """
                    flows:
                      - { id: warm, topic: "freezers/{f}/t", when: event.celsius > -15.0, to: log }
                      - { id: open, topic: "freezers/{f}/t", when: event.door == 'open', to: log }
                      - { id: task, topic: "freezers/+/t", from: task:notify, to: log }
                      - { id: door, topic: "freezers/+/door", when: event.x, to: log }
                      - { id: all, topic: "#", to: log }
                    """))
            .explain(Rows.event("freezers/1/t", "{\"celsius\":-18}"));

    assertThat(explanations)
        .extracting(e -> e.flow().id() + " " + e.applies())
        .containsExactly("warm false", "open false", "task false", "door false", "all true");
    assertThat(explanations.get(0).when().why())
        .isEqualTo("event.celsius > -15.0 is false: event.celsius = -18");
    assertThat(explanations.get(0).captures()).isEqualTo(Map.of("f", "1"));
    assertThat(explanations.get(1).when().why())
        .isEqualTo("event.door == 'open' has no value: no such key: door");
    assertThat(explanations.get(2).from().why())
        .isEqualTo("listens to task:notify, the event is from device freezer-1");
    assertThat(explanations.get(3).topic().why())
        .isEqualTo("freezers/+/door does not match freezers/1/t");
    assertThat(explanations.get(3).when().outcome()).isEqualTo(Outcome.NOT_ASKED);
    assertThat(explanations.get(4).from().why()).isEqualTo("devices includes device freezer-1");
  }

  @Test
  void explainsWhatShadowsAreAsked() {
    List<Explanation> explanations =
        EventFlowTable.of(
                1,
                Rows.parse(
                    """
                    flows:
                      - { id: a, topic: "f/{f}", transform: "{'c': event.c + 1}", to: { shadow: "{f}" } }
                      - { id: b, topic: f/+, to: { shadow: x, reported: "{'d': event.d}" } }
                      - { id: c, topic: f/+, when: event.c > 5, to: { shadow: y } }
                    """))
            .explain(Rows.event("f/1", "{\"c\":4}"));

    assertThat(explanations.get(0).updates())
        .singleElement()
        .satisfies(update -> {
          assertThat(update.request().topic()).isEqualTo("$aws/things/1/shadow/update");
          assertThat(update.request().payload().text())
              .isEqualTo("{\"state\":{\"reported\":{\"c\":5}}}");
        });
    assertThat(explanations.get(1).updates())
        .containsExactly(new Explanation.Update(null, "no such key: d"));
    assertThat(explanations.get(2).updates()).isEmpty();
  }

  @Test
  void explainsWhichRowHidesAnother() {
    List<Explanation> explanations = table.explain(Rows.event("a/b", "{\"secret\": true}"));

    assertThat(explanations.stream().filter(e -> e.hiddenBy() != null).map(e -> e.flow().id()))
        .containsExactly("normal", "another", "task", "other", "low");
    assertThat(explanations.stream().filter(Explanation::applies).map(e -> e.flow().id()))
        .containsExactly("high", "deny");
  }

  private static List<String> ids(List<FlowMatch> matches) {
    return matches.stream().map(match -> match.flow().id()).toList();
  }
}
