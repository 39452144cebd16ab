package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The values of a shadow by their paths, each as it is desired, reported, and in the delta. */
final class ShadowLeaves {

  private static final String ABSENT = "-";
  private static final List<String> HEADINGS =
      List.of("PATH", "DESIRED", "SET", "REPORTED", "SET", "DELTA");

  /** The columns that may be cut: all but the times. */
  private static final List<Integer> ELASTIC = List.of(0, 1, 3, 5);

  private static final int WIDTH = 100;
  private static final int GAP = 2;

  /** What there is at one path. */
  private static final class Leaf {
    private @Nullable JsonNode desired;
    private @Nullable JsonNode reported;
    private @Nullable JsonNode delta;
    private @Nullable Instant desiredSince;
    private @Nullable Instant reportedSince;
  }

  private final Map<String, Leaf> leaves = new TreeMap<>();

  private ShadowLeaves() {}

  /**
   * Takes a shadow apart. An array is one value, and so is an empty object.
   *
   * @param shadow as the API shows it
   */
  static ShadowLeaves of(JsonNode shadow) {
    ShadowLeaves all = new ShadowLeaves();
    JsonNode times = shadow.path("metadata");
    all.walk(
        "",
        shadow.path("desired"),
        times.path("desired"),
        (leaf, value, since) -> {
          leaf.desired = value;
          leaf.desiredSince = since;
        });
    all.walk(
        "",
        shadow.path("reported"),
        times.path("reported"),
        (leaf, value, since) -> {
          leaf.reported = value;
          leaf.reportedSince = since;
        });
    all.walk(
        "",
        shadow.path("delta"),
        times.path("desired"),
        (leaf, value, _) -> {
          leaf.delta = value;
        });
    return all;
  }

  private interface Place {
    void put(Leaf leaf, JsonNode value, @Nullable Instant since);
  }

  private void walk(String parent, JsonNode object, JsonNode times, Place place) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String path = (parent.isEmpty() ? "" : parent + ".") + name(field.getKey());
      JsonNode value = field.getValue();
      JsonNode time = times.path(field.getKey());
      if (value.isObject() && !value.isEmpty()) {
        walk(path, value, time, place);
      } else {
        place.put(leaves.computeIfAbsent(path, _ -> new Leaf()), value, since(time));
      }
    }
  }

  /** Returns the name of a field as part of a path; in quotes if it would not be clear there. */
  private static String name(String field) {
    String name = Printable.of(field);
    return name.isEmpty() || name.indexOf('.') >= 0 ? '"' + name + '"' : name;
  }

  /** Returns when a value was set; the elements of an array were all set at once. */
  private static @Nullable Instant since(JsonNode time) {
    JsonNode seconds = time.findValue("timestamp");
    return seconds == null ? null : Instant.ofEpochSecond(seconds.longValue(0));
  }

  boolean isEmpty() {
    return leaves.isEmpty();
  }

  /** Returns how many values are desired and not reported. */
  long differing() {
    return leaves.values().stream().filter(leaf -> leaf.delta != null).count();
  }

  /**
   * Prints a line for each path.
   *
   * @return whether all of it was shown
   */
  boolean print(PrintWriter out, Times times) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    leaves.forEach((path, leaf) ->
        rows.add(
            List.of(
                path,
                value(leaf.desired),
                time(leaf.desiredSince, times),
                value(leaf.reported),
                time(leaf.reportedSince, times),
                value(leaf.delta))));
    int[] widths = widths(rows);
    Table table = new Table(cells(HEADINGS, widths));
    rows.stream().skip(1).forEach(row -> table.add(cells(row, widths)));
    table.print(out);
    return rows.stream()
        .allMatch(row -> ELASTIC.stream().allMatch(i -> row.get(i).length() <= widths[i]));
  }

  private static String value(@Nullable JsonNode value) {
    return value == null ? ABSENT : Printable.of(value.toString());
  }

  private static String time(@Nullable Instant time, Times times) {
    return time == null ? ABSENT : times.brief(time);
  }

  private static String[] cells(List<String> row, int[] widths) {
    String[] cells = row.toArray(String[]::new);
    for (int column : ELASTIC) {
      cells[column] = Table.cut(cells[column], widths[column]);
    }
    return cells;
  }

  /** Returns how wide each column is: as wide as it wants, or less if they don't all fit. */
  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[HEADINGS.size()];
    int total = GAP * (widths.length - 1);
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      total += widths[i];
    }
    for (; total > WIDTH; total--) {
      int widest = 0;
      for (int column : ELASTIC) {
        widest = widths[column] > widths[widest] ? column : widest;
      }
      widths[widest]--;
    }
    return widths;
  }
}
