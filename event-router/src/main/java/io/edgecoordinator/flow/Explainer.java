package io.edgecoordinator.flow;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.event.Topics;
import io.edgecoordinator.flow.Explanation.Outcome;
import io.edgecoordinator.flow.Explanation.Update;
import io.edgecoordinator.flow.Explanation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Explains the rows of a table one after the other, in the order in which they are asked. */
final class Explainer {

  private final Event event;

  /** The first row that dropped the event. */
  private @Nullable Flow dropped;

  Explainer(Event event) {
    this.event = event;
  }

  Explanation explain(Flow flow) {
    Verdict topic = topic(flow.topic().filter());
    Map<String, String> captures =
        topic.matches() ? flow.topic().captures(event.topic()) : Map.of();
    Verdict when =
        topic.matches()
            ? when(flow.when(), captures)
            : new Verdict(Outcome.NOT_ASKED, "the topic differs");
    Verdict from = from(flow.from());
    boolean applies = from.matches() && topic.matches() && when.matches() && dropped == null;
    List<Update> updates = applies ? updates(flow, captures) : List.of();
    Explanation explanation = new Explanation(flow, from, topic, when, captures, updates, dropped);
    if (explanation.applies() && flow.drops()) {
      dropped = flow;
    }
    return explanation;
  }

  private List<Update> updates(Flow flow, Map<String, String> captures) {
    List<Update> updates = new ArrayList<>();
    for (Destination destination : flow.to()) {
      if (destination instanceof Destination.Shadow shadow) {
        updates.add(update(flow, shadow, captures));
      }
    }
    return updates;
  }

  private Update update(Flow flow, Destination.Shadow to, Map<String, String> captures) {
    try {
      Event transformed =
          flow.transform() == null
              ? event
              : event.withPayload(flow.transform().apply(event, captures));
      Event request = ShadowUpdate.of(transformed, to, captures);
      return new Update(request, ShadowUpdate.fault(request));
    } catch (ExpressionException noValue) {
      return new Update(null, noValue.getMessage());
    }
  }

  private Verdict from(From from) {
    boolean accepts = from.accepts(event.source());
    return verdict(
        accepts,
        accepts
            ? from + " includes " + describe(event.source())
            : "listens to " + from + ", the event is from " + describe(event.source()));
  }

  private Verdict topic(String filter) {
    String topic = event.topic();
    if (Topics.matches(filter, topic)) {
      return verdict(true, filter + " matches " + topic);
    }
    boolean hidden = topic.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#"));
    return verdict(
        false,
        filter
            + " does not match "
            + topic
            + (hidden ? ": a wildcard does not stand for a first level that begins with $" : ""));
  }

  private Verdict when(@Nullable Expression when, Map<String, String> captures) {
    if (when == null) {
      return verdict(true, "no condition");
    }
    String source = when.source().strip();
    try {
      boolean holds = when.test(event, captures);
      return verdict(holds, source + " is " + holds + inputs(when, captures));
    } catch (ExpressionException noValue) {
      return verdict(false, source + " has no value: " + noValue.getMessage());
    }
  }

  private String inputs(Expression when, Map<String, String> captures) {
    Map<String, String> inputs = when.inputs(event, captures);
    return inputs.isEmpty()
        ? ""
        : inputs.entrySet().stream()
            .map(input -> input.getKey() + " = " + input.getValue())
            .collect(Collectors.joining(", ", ": ", ""));
  }

  private static Verdict verdict(boolean matches, String why) {
    return new Verdict(matches ? Outcome.MATCHES : Outcome.DIFFERS, why);
  }

  private static String describe(Source source) {
    return switch (source) {
      case Source.Device device -> "device " + device.name();
      case Source.Task task -> "task " + task.name();
      case Source.Upstream upstream -> ("upstream " + upstream.name()).strip();
      case Source.Shadow shadow -> "shadow " + shadow.thing();
      case Source.Schedule schedule -> "the schedule";
      case Source.Operator operator -> "the operator";
    };
  }
}
