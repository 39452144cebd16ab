package io.edgecoordinator.forwarding;

import io.edgecoordinator.document.Suggestions;
import io.edgecoordinator.event.Topics;
import io.edgecoordinator.flow.Destination;
import io.edgecoordinator.flow.EventFlowTable;
import io.edgecoordinator.flow.Flow;
import io.edgecoordinator.flow.From;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the rows of a table say about brokers upstream. */
final class UpstreamRows {

  private UpstreamRows() {}

  /**
   * Returns the topic filters of the rows that listen to a broker, without those that others of
   * them cover: the broker would send what matches two of them twice.
   */
  static Set<String> filters(EventFlowTable table, String upstream) {
    Set<String> filters = new TreeSet<>();
    for (Flow flow : table.flows()) {
      if (flow.from() == From.Kind.UPSTREAM
          || (flow.from() instanceof From.Upstream from && from.name().equals(upstream))) {
        filters.add(flow.topic().filter());
      }
    }
    Set<String> widest = new TreeSet<>(filters);
    widest.removeIf(filter ->
        filters.stream().anyMatch(other -> !other.equals(filter) && covers(other, filter)));
    return widest;
  }

  /** Says whether a filter matches all that another does: its wildcards match wildcards. */
  private static boolean covers(String wide, String narrow) {
    // As a topic, "+" and "#" are levels like others, but "#" stands for any number of them.
    return Topics.matches(wide, narrow) && (!narrow.endsWith("#") || wide.endsWith("#"));
  }

  /** Returns the names that rows send to. */
  static Set<String> destinations(EventFlowTable table) {
    Set<String> names = new TreeSet<>();
    for (Flow flow : table.flows()) {
      for (Destination destination : flow.to()) {
        if (destination instanceof Destination.Upstream to && to.via() != null) {
          names.add(to.via());
        }
      }
    }
    return names;
  }

  /**
   * Returns what of the rows can't work on this box, one line each.
   *
   * @param names of the brokers it has
   */
  static List<String> faults(EventFlowTable table, Collection<String> names) {
    List<String> faults = new ArrayList<>();
    for (Flow flow : table.flows()) {
      if (names.isEmpty() && flow.from() == From.Kind.UPSTREAM) {
        faults.add("row " + flow.id() + ": this box has no upstream, so nothing comes from there");
      } else if (flow.from() instanceof From.Upstream from && !names.contains(from.name())) {
        faults.add(unknown(flow, from.name(), names) + ", so nothing comes from there");
      }
      for (Destination destination : flow.to()) {
        if (destination instanceof Destination.Upstream to) {
          addFault(flow, to, names, faults);
        }
      }
    }
    return faults;
  }

  private static void addFault(
      Flow flow, Destination.Upstream to, Collection<String> names, List<String> faults) {
    if (names.isEmpty()) {
      faults.add(
          "row %s: this box has no upstream, so \"%s\" has no effect".formatted(flow.id(), to));
    } else if (to.via() != null && !names.contains(to.via())) {
      faults.add(unknown(flow, to.via(), names) + ", so what goes there is refused");
    }
  }

  private static String unknown(Flow flow, String name, Collection<String> names) {
    return "row " + flow.id() + ": " + unknown(name, names);
  }

  /** Says that there is no broker of a name, and which there are. */
  static String unknown(String name, Collection<String> names) {
    return "this box has no upstream \"" + name + "\"" + Suggestions.after(name, names);
  }
}
