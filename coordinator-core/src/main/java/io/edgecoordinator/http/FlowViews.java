package io.edgecoordinator.http;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.flow.Explanation;
import io.edgecoordinator.flow.Flow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of the table, and what they make of an event, as JSON shows them. */
public final class FlowViews {

  private FlowViews() {}

  static Map<String, Object> flow(Flow flow) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", flow.id());
    view.put("from", flow.from().toString());
    view.put("topic", flow.topic().toString());
    if (flow.when() != null) {
      view.put("when", flow.when().source().strip());
    }
    if (flow.transform() != null) {
      view.put("transform", flow.transform().source().strip());
    }
    view.put("priority", TaskViews.lowerCase(flow.rank()));
    view.put("to", to(flow));
    return view;
  }

  static List<String> to(Flow flow) {
    return flow.to().stream().map(Object::toString).toList();
  }

  /** Returns what each row makes of an event, in the order in which the rows are asked. */
  public static Map<String, Object> explanation(List<Explanation> rows) {
    return Map.of("rows", rows.stream().map(FlowViews::row).toList());
  }

  private static Map<String, Object> row(Explanation explanation) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("row", explanation.flow().id());
    view.put("applies", explanation.applies());
    view.put("from", verdict(explanation.from()));
    view.put("topic", verdict(explanation.topic()));
    view.put("when", verdict(explanation.when()));
    view.put("captures", explanation.captures());
    if (explanation.hiddenBy() != null) {
      view.put("hiddenBy", explanation.hiddenBy().id());
    }
    view.put("to", to(explanation.flow()));
    if (!explanation.updates().isEmpty()) {
      view.put("shadows", explanation.updates().stream().map(FlowViews::update).toList());
    }
    return view;
  }

  private static Map<String, Object> update(Explanation.Update update) {
    Map<String, Object> view = new LinkedHashMap<>();
    Event request = update.request();
    if (request != null) {
      view.put("topic", request.topic());
      view.put("payload", request.payload().text());
    }
    if (update.fault() != null) {
      view.put("fault", update.fault());
    }
    return view;
  }

  private static Map<String, Object> verdict(Explanation.Verdict verdict) {
    return Map.of("outcome", TaskViews.lowerCase(verdict.outcome()), "why", verdict.why());
  }
}
