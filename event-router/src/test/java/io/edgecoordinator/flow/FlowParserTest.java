package io.edgecoordinator.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.document.Faults;
import io.edgecoordinator.event.TopicPattern;
import io.edgecoordinator.event.TopicTemplate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowParserTest {

  @Test
  void readsARowWithAllItsKeys() {
    List<Flow> flows =
        Rows.parse(
            """
            flows:
              - id: too-warm
                from: task:notify
                topic: freezers/{freezer}/telemetry
                when: event.celsius > -15.0
                transform: "{'celsius': event.celsius}"
                priority: high
                to:
                  - task: check-freezer
                  - subscribers
                  - topic: alerts/{freezer}
                  - upstream: telemetry/{freezer}
                  - { upstream: "copies/{freezer}", via: archive }
                  - upstream
                  - shadow: freezer-{freezer}
                  - log
                delivery: at-least-once
                expires: 1h
                retry: { attempts: 3, backoff: 500ms }
                deadLetter: dead/{freezer}
            """);

    assertThat(flows).hasSize(1);
    Flow flow = flows.getFirst();
    assertThat(flow.id()).isEqualTo("too-warm");
    assertThat(flow.from()).isEqualTo(new From.Task("notify"));
    assertThat(flow.topic()).isEqualTo(TopicPattern.parse("freezers/{freezer}/telemetry"));
    assertThat(flow.when().source()).isEqualTo("event.celsius > -15.0");
    assertThat(flow.transform().source()).isEqualTo("{'celsius': event.celsius}");
    assertThat(flow.priority()).isEqualTo(Priority.HIGH);
    assertThat(flow.to())
        .containsExactly(
            new Destination.Task("check-freezer"),
            new Destination.Subscribers(),
            new Destination.Topic(TopicTemplate.parse("alerts/{freezer}")),
            new Destination.Upstream(TopicTemplate.parse("telemetry/{freezer}"), null),
            new Destination.Upstream(TopicTemplate.parse("copies/{freezer}"), "archive"),
            new Destination.Upstream(null, null),
            new Destination.Shadow(TopicTemplate.parse("freezer-{freezer}"), null, null, null),
            new Destination.Log());
    assertThat(flow.delivery())
        .isEqualTo(
            new DeliveryOptions(
                DeliveryOptions.Guarantee.AT_LEAST_ONCE,
                Duration.ofHours(1),
                new DeliveryOptions.Retry(3, Duration.ofMillis(500)),
                TopicTemplate.parse("dead/{freezer}")));
  }

  @Test
  void readsARowWithNoMoreThanItNeeds() {
    Flow flow = Rows.parse("flows: [{id: a, topic: '#', to: drop}]").getFirst();

    assertThat(flow)
        .isEqualTo(
            new Flow(
                "a",
                From.Kind.DEVICES,
                TopicPattern.parse("#"),
                null,
                null,
                null,
                List.of(new Destination.Drop()),
                DeliveryOptions.DEFAULT));
  }

  @Test
  void hasNoRowsWhereThereAreNone() {
    assertThat(Rows.parse("bundle: x")).isEmpty();
    assertThat(Rows.parse("flows:\n")).isEmpty();
  }

  @Test
  void reportsEveryFaultAtItsPlaceInOneGo() {
    Faults faults = new Faults();

    List<Flow> flows =
        Rows.parse(
            """
            flows:
              - id: a b
                topics: x
                to: log
              - id: ok
                topic: a/x{b}
                from: device
                to: [drop, log]
                priority: hihg
              - id: ok
                from: task:chek-freezer
                topic: a/{freezer}
                when: evnt.celsius > 1
                transform: |
                  {
                    'a': topic + 1
                  }
                to:
                  - task: notfy
                  - topic: alerts/{frezer}
                  - topic: alerts/#
                  - shadow: a/b
                  - subscriber
                  - {log: x}
                  - {task: notify, topic: b}
                  - task
              - id: c
                topic: "#"
                when: topic.size()
                to: []
                delivery: exactly-once
                expires: 0s
                retry: { attempts: 0, back: 1s }
                deadLetter: x/{y}
              - id: d
                topic: a
                when: "event.x >"
                to: log
              - just text
            """,
            faults);

    assertThat(flows).isEmpty();
    assertThat(faults.list())
        .extracting(fault -> fault.line() + ":" + fault.column() + ": " + fault.message())
        .containsExactly(
            "2:5: key \"topic\" is missing",
            "2:9: id \"a b\": an id is letters, digits, '.', '_' and '-', and begins with a letter or digit",
            "3:5: unknown key \"topics\"; did you mean \"topic\"?",
            "6:12: {name} must be a whole level in \"a/x{b}\"",
            "7:11: unknown source \"device\"; did you mean \"devices\"?",
            "8:9: \"drop\" cannot be combined with other destinations",
            "9:15: unknown value \"hihg\"; did you mean \"high\"?",
            "10:9: id \"ok\" is taken by the row in line 5",
            "11:11: there is no task \"chek-freezer\" in this bundle; did you mean \"check-freezer\"?",
            "13:11: unknown name \"evnt\"; did you mean \"event\"?",
            "16:20: \"+\" does not apply to (string, int)",
            "19:15: there is no task \"notfy\" in this bundle; did you mean \"notify\"?",
            "20:16: {frezer} is not captured by the row's topic; did you mean \"freezer\"?",
            "21:16: topic \"alerts/#\": has a wildcard, which only a filter may have",
            "22:17: the name of a thing is letters, digits, ':', '_' and '-'",
            "23:9: unknown destination \"subscriber\"; did you mean \"subscribers\"?",
            "24:10: unknown key \"log\"; there is task, topic, upstream, shadow",
            "25:9: one destination has several keys; begin each with its own \"- \"",
            "26:9: \"task\" needs a name: \"task: NAME\"",
            "29:11: the expression must be true or false, but its value is of type int",
            "30:9: no destination; to let nobody see the event, say \"drop\"",
            "31:15: unknown value \"exactly-once\"; there is at-most-once, at-least-once",
            "32:14: expires must be greater than 0",
            "33:24: expected a whole number from 1 to 1000, found the value \"0\"",
            "33:27: unknown key \"back\"; there is attempts, backoff",
            "34:17: {y} is not captured by the row's topic",
            "37:21: the expression ends too early",
            "39:5: expected a mapping, found the value \"just text\"");
  }

  @Test
  void leavesOutOnlyTheRowsWithFaults() {
    Faults faults = new Faults();

    List<Flow> flows =
        Rows.parse(
            "flows: [{id: a, topic: x, to: log}, {id: b, to: log}, {id: c, topic: y, to: log}]",
            faults);

    assertThat(flows).extracting(Flow::id).containsExactly("a", "c");
    assertThat(faults).hasToString("bundle.yaml:1:37: key \"topic\" is missing");
  }

  @Test
  void readsWhatARowWritesIntoAShadow() {
    Flow flow =
        Rows.parse(
                """
                flows:
                  - id: a
                    topic: freezers/{freezer}/telemetry
                    to:
                      - shadow: "{freezer}"
                        name: config
                        reported: "{'celsius': event.celsius}"
                        desired: "null"
                """)
            .getFirst();

    assertThat(flow.to())
        .singleElement()
        .hasToString(
            "shadow: {freezer}, name: config, reported: {'celsius': event.celsius}, desired: null");
  }

  @Test
  void reportsWhatIsWrongWithAShadowToWriteInto() {
    Faults faults = new Faults();

    Rows.parse(
        """
        flows:
          - id: a
            topic: freezers/{freezer}/telemetry
            to:
              - shadow: "{freezr}"
                name: a.b
                repoted: "{}"
              - shadow: ok
                name: %s
                reported: "1 + 2"
                desired: "{'celsius': evnt.celsius}"
              - shadow: %s
              - task: notify
                reported: "{}"
              - shadow: ok
                topic: x
              - shadow:
        """
            .formatted("n".repeat(65), "t".repeat(129)),
        faults);

    assertThat(faults.list())
        .extracting(fault -> fault.toString().substring("bundle.yaml:".length()))
        .containsExactly(
            "5:17: {freezr} is not captured by the row's topic; did you mean \"freezer\"?",
            "6:15: the name of a shadow is letters, digits, ':', '_' and '-'",
            "7:9: unknown key \"repoted\"; did you mean \"reported\"?",
            "9:15: the name of a shadow has no more than 64 characters",
            "10:19: the expression must be an object, but its value is of type int",
            "11:31: unknown name \"evnt\"; did you mean \"event\"?",
            "12:17: the name of a thing has no more than 128 characters",
            "14:9: unknown key \"reported\"; there is task, topic, upstream, shadow",
            "15:9: one destination has several keys; begin each with its own \"- \"",
            "17:9: expected one of task, topic, upstream, shadow, and a name");
  }

  @Test
  void readsRowsFromAndToBrokersUpstream() {
    List<Flow> flows =
        Rows.parse(
            """
            flows:
              - { id: a, from: upstream, topic: a, to: upstream }
              - { id: b, from: "upstream:cloud", topic: b, to: { upstream: x, via: archive } }
            """);

    assertThat(flows)
        .extracting(flow -> flow.from().toString())
        .containsExactly("upstream", "upstream:cloud");
    assertThat(flows)
        .extracting(flow -> flow.to().getFirst().toString())
        .containsExactly("upstream", "upstream: x, via: archive");
  }

  @Test
  void reportsWhatIsWrongWithBrokersUpstream() {
    Faults faults = new Faults();

    Rows.parse(
        """
        flows:
          - id: a
            from: "upstream:"
            topic: a
            to:
              - { upstream: x, via: "" }
              - { upstream: , via: cloud }
              - { topic: x, via: cloud }
        """,
        faults);

    assertThat(faults.list())
        .extracting(fault -> fault.toString().substring("bundle.yaml:".length()))
        .containsExactly(
            "3:11: \"upstream:\" needs a name: \"upstream:NAME\"; for all of them say \"upstream\"",
            "6:29: via needs the name of a broker upstream",
            "7:23: unknown key \"via\"; there is task, topic, upstream, shadow",
            "8:21: unknown key \"via\"; there is task, topic, upstream, shadow");
  }
}
