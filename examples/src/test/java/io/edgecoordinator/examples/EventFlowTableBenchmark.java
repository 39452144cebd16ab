package io.edgecoordinator.examples;

import io.edgecoordinator.document.DocumentReader;
import io.edgecoordinator.document.Faults;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.event.TopicPattern;
import io.edgecoordinator.flow.DeliveryOptions;
import io.edgecoordinator.flow.Destination;
import io.edgecoordinator.flow.EventFlowTable;
import io.edgecoordinator.flow.Flow;
import io.edgecoordinator.flow.FlowMatch;
import io.edgecoordinator.flow.FlowParser;
import io.edgecoordinator.flow.From;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an event costs in the table, by the number of rows of which three match. The others share
 * levels with the topics, so that they are in the way as much as rows can be.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventFlowTableBenchmark {

  private static final int TOPICS = 4_096;

  private static final String MATCHING =
      """
      flows:
        - { id: a, topic: "freezers/{freezer}/telemetry", when: event.celsius > -15.0, to: log }
        - { id: b, topic: "freezers/#", when: event.celsius < 100, to: log }
        - { id: c, topic: "+/{freezer}/telemetry", when: freezer != '', to: log }
      """;

  /** All rows of the table. */
  @Param({"10", "1000", "100000"})
  int rows;

  private final Event[] events = new Event[TOPICS];
  private EventFlowTable table;
  private int next;

  /** Makes the table, and events whose payload was parsed already, as it is after the first row. */
  @Setup
  public void setUp() {
    Faults faults = new Faults();
    byte[] yaml = MATCHING.getBytes(StandardCharsets.UTF_8);
    List<Flow> flows =
        new ArrayList<>(
            new FlowParser(List.of())
                .parse(DocumentReader.read("rows", yaml, faults).orElseThrow().required("flows")));
    for (int i = 0; flows.size() < rows; i++) {
      flows.add(other(i % 2 == 0 ? "freezers/f-" + i / 2 + "/door" : "pumps/p-" + i + "/#", i));
    }
    table = EventFlowTable.of(1, flows);
    for (int i = 0; i < TOPICS; i++) {
      events[i] = event("freezers/f-" + i + "/telemetry");
      if (!events[i].payload().isJson() || table.match(events[i]).size() != 3) {
        throw new AssertionError("three rows match each event");
      }
    }
  }

  private static Flow other(String topic, int number) {
    return new Flow(
        "other-" + number,
        From.Kind.DEVICES,
        TopicPattern.parse(topic),
        null,
        null,
        null,
        List.of(new Destination.Log()),
        DeliveryOptions.DEFAULT);
  }

  private static Event event(String topic) {
    Payload payload = Payload.of("{\"celsius\": -3.5, \"door\": \"closed\"}");
    Source device = new Source.Device("freezer");
    return new Event(1, device, "freezer", topic, payload, QoS.AT_MOST_ONCE, false, 0);
  }

  /** The rows that apply to an event, criteria included. */
  @Benchmark
  public List<FlowMatch> match() {
    return table.match(nextEvent());
  }

  /** The rows whose topic matches alone. */
  @Benchmark
  public List<FlowMatch> candidates() {
    return table.candidates(nextEvent().topic());
  }

  private Event nextEvent() {
    // An odd step that shares no factor with their number visits all, in no order a cache likes.
    next = (next + 1_597) % TOPICS;
    return events[next];
  }
}
