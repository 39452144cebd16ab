package io.edgecoordinator.flow;

import io.edgecoordinator.document.DocumentReader;
import io.edgecoordinator.document.Faults;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rows and events for tests. */
final class Rows {

  private Rows() {}

  /** Reads the rows of a bundle that has the tasks {@code check-freezer} and {@code notify}. */
  static List<Flow> parse(String yaml, Faults faults) {
    return DocumentReader.read("bundle.yaml", yaml.getBytes(StandardCharsets.UTF_8), faults)
        .map(bundle ->
            new FlowParser(List.of("check-freezer", "notify")).parse(bundle.optional("flows")))
        .orElse(List.of());
  }

  /** Reads rows that must have no fault. */
  static List<Flow> parse(String yaml) {
    Faults faults = new Faults();
    List<Flow> flows = parse(yaml, faults);
    if (!faults.isEmpty()) {
      throw new AssertionError(faults.toString());
    }
    return flows;
  }

  static Event event(String topic, String payload) {
    return event(new Source.Device("freezer-1"), topic, payload);
  }

  static Event event(Source source, String topic, String payload) {
    String device = source instanceof Source.Device sender ? sender.name() : null;
    return new Event(1, source, device, topic, Payload.of(payload), QoS.AT_MOST_ONCE, false, 0);
  }
}
