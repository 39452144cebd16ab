package io.edgecoordinator.flow;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.TopicTrie;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows in force: which event goes where. Immutable, safe for use by several threads.
 *
 * <p>Rows are asked in the order of their priority, within one priority those that drop first, and
 * then as they are declared. Finding them takes time in proportion to the rows whose topic matches,
 * not to all.
 */
public final class EventFlowTable {

  private static final Comparator<Flow> ORDER =
      Comparator.comparing(Flow::rank).thenComparing(flow -> !flow.drops());

  private final long version;
  private final List<Flow> flows;
  private final List<Row> rows;
  private final TopicTrie<Row> byTopic = new TopicTrie<>();
  private final Map<String, Flow> byId = new HashMap<>();

  /** A row and its place in the order. An object of its own even if two rows are equal. */
  private static final class Row {
    final Flow flow;
    final int place;

    Row(Flow flow, int place) {
      this.flow = flow;
      this.place = place;
    }
  }

  private EventFlowTable(long version, List<Flow> flows) {
    this.version = version;
    this.flows = List.copyOf(flows);
    List<Row> ordered = new ArrayList<>(flows.size());
    for (Flow flow : flows.stream().sorted(ORDER).toList()) {
      Row row = new Row(flow, ordered.size());
      ordered.add(row);
      byId.put(flow.id(), flow);
      byTopic.add(flow.topic().filter(), row);
    }
    this.rows = List.copyOf(ordered);
  }

  /**
   * Creates a table.
   *
   * @param version tells tables apart; a later one has a greater number
   * @param flows the rows, as they are declared
   */
  public static EventFlowTable of(long version, List<Flow> flows) {
    return new EventFlowTable(version, flows);
  }

  /** Returns the number that tells it from earlier and later tables. */
  public long version() {
    return version;
  }

  /** Returns the rows as they are declared. */
  public List<Flow> flows() {
    return flows;
  }

  /** Returns the row with an id. */
  public Optional<Flow> flow(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * Returns the rows whose topic matches, in the order in which they are asked, whatever their
   * source and criterion. The same for every event of a topic, so that it may be kept.
   *
   * @param topic a valid topic name
   */
  public List<FlowMatch> candidates(String topic) {
    List<Row> found = new ArrayList<>();
    byTopic.match(topic, found::add);
    found.sort(Comparator.comparingInt(row -> row.place));
    List<FlowMatch> matches = new ArrayList<>(found.size());
    for (Row row : found) {
      matches.add(new FlowMatch(row.flow, row.flow.topic().captures(topic)));
    }
    return List.copyOf(matches);
  }

  /**
   * Returns the rows that apply to an event, in order; see {@link #select}. A row whose criterion
   * has no value for the event does not apply.
   */
  public List<FlowMatch> match(Event event) {
    return select(candidates(event.topic()), event, (row, noValue, forEvent) -> {});
  }

  /**
   * Selects the rows that apply to an event, in order. If one drops the event, it is the last.
   *
   * @param candidates what {@link #candidates} returned for the event's topic
   * @param failures told of each row whose criterion has no value for the event; such a row does
   *     not apply
   */
  public static List<FlowMatch> select(
      List<FlowMatch> candidates, Event event, ExpressionFailures failures) {
    List<FlowMatch> matches = new ArrayList<>(candidates.size());
    for (FlowMatch candidate : candidates) {
      Flow flow = candidate.flow();
      if (flow.from().accepts(event.source()) && holds(candidate, event, failures)) {
        matches.add(candidate);
        if (flow.drops()) {
          break;
        }
      }
    }
    return matches;
  }

  private static boolean holds(FlowMatch candidate, Event event, ExpressionFailures failures) {
    Expression when = candidate.flow().when();
    if (when == null) {
      return true;
    }
    try {
      return when.test(event, candidate.captures());
    } catch (ExpressionException noValue) {
      failures.failed(candidate, noValue, event);
      return false;
    }
  }

  /** Returns what each row makes of an event, in the order in which they are asked. */
  public List<Explanation> explain(Event event) {
    Explainer explainer = new Explainer(event);
    return rows.stream().map(row -> explainer.explain(row.flow)).toList();
  }
}
