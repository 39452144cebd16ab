package io.edgecoordinator.examples;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tells what became of each reading, hop by hop. The hops are seen from two sides, the
 * coordinator's tail and a subscriber; a chapter is printed when both have told their part, or when
 * the freezer's next reading comes.
 */
final class DemoStory {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final String INDENT = " ".repeat(14);

  private final PrintWriter out;
  private final Map<String, Chapter> open = new HashMap<>();

  /** When the subscriber got an alert whose reading the tail has not told of yet. */
  private final Map<String, Instant> early = new HashMap<>();

  DemoStory(PrintWriter out) {
    this.out = out;
  }

  /** The change of a shadow by a reading which the tail has not told of yet. */
  private final Map<String, JsonNode> earlyChanges = new HashMap<>();

  /** What is known of one reading that a row took. */
  private static final class Chapter {
    final JsonNode reading;
    final boolean callsTask;
    final boolean changesShadow;
    @Nullable JsonNode alert;
    @Nullable Instant shown;
    @Nullable JsonNode change;

    Chapter(JsonNode reading) {
      this.reading = reading;
      this.callsTask = rows(reading).contains("task: ");
      this.changesShadow = rows(reading).contains("shadow: ");
    }

    boolean isComplete() {
      return (!callsTask || (alert != null && shown != null)) && (!changesShadow || change != null);
    }
  }

  /** Takes an event as the coordinator's tail shows it. */
  synchronized void routed(JsonNode event) {
    if (event.has("missed")) {
      return;
    }
    String freezer = level(event, 1);
    if (level(event, 0).equals("freezers")) {
      print(open.remove(freezer));
      Chapter chapter = new Chapter(event);
      Instant shown = early.remove(freezer);
      chapter.shown = shown != null && shown.isAfter(time(event)) ? shown : null;
      JsonNode change = earlyChanges.remove(freezer);
      chapter.change = change != null && time(change).isAfter(time(event)) ? change : null;
      open.put(freezer, chapter);
      printIfComplete(freezer, chapter);
      return;
    }
    String device = event.path("device").stringValue("");
    Chapter chapter = open.get(open.containsKey(freezer) ? freezer : device);
    if (chapter != null && chapter.alert == null) {
      chapter.alert = event;
      printIfComplete(freezer, chapter);
    }
  }

  /** Takes what the subscriber received. */
  synchronized void shown(String topic, Instant when) {
    String freezer = topic.substring(topic.indexOf('/') + 1);
    Chapter chapter = open.get(freezer);
    if (chapter == null) {
      early.put(freezer, when);
    } else {
      chapter.shown = when;
      printIfComplete(freezer, chapter);
    }
  }

  /** Takes the event by which a shadow tells that it has changed. */
  synchronized void changed(JsonNode event) {
    if (event.has("missed")) {
      return;
    }
    String freezer = level(event, 2);
    Chapter chapter = open.get(freezer);
    if (chapter == null) {
      earlyChanges.put(freezer, event);
    } else {
      chapter.change = event;
      printIfComplete(freezer, chapter);
    }
  }

  private void printIfComplete(String freezer, Chapter chapter) {
    if (chapter.isComplete()) {
      print(open.remove(freezer));
    }
  }

  private void print(@Nullable Chapter chapter) {
    if (chapter == null) {
      return;
    }
    out.println(head(chapter.reading));
    hop(rows(chapter.reading));
    if (chapter.change != null) {
      hop(change(chapter.change.path("payload")));
    }
    if (chapter.callsTask) {
      printAlert(chapter);
    }
    out.flush();
  }

  private void printAlert(Chapter chapter) {
    JsonNode alert = chapter.alert;
    if (alert == null) {
      hop("the task has not answered: the log says why");
    } else {
      Instant answered = time(alert);
      hop(
          "%s answered in %s with %s %s"
              .formatted(
                  alert.path("source").stringValue(""),
                  millis(time(chapter.reading), answered),
                  alert.path("topic").stringValue(""),
                  alert
                      .path("payload")
                      .path("text")
                      .stringValue(alert.path("payload").toString())));
      hop(rows(alert));
      if (chapter.shown != null) {
        hop(
            "a subscriber of alerts/# got it, %s after the reading came in"
                .formatted(millis(time(chapter.reading), chapter.shown)));
      }
    }
  }

  /** Says what a shadow reports now that it did not report before. */
  private static String change(JsonNode documents) {
    JsonNode before = documents.path("previous").path("state").path("reported");
    JsonNode now = documents.path("current").path("state").path("reported");
    String fields =
        now.propertyStream()
            .filter(field -> !field.getValue().equals(before.path(field.getKey())))
            .map(field -> change(field.getKey(), before.path(field.getKey()), field.getValue()))
            .collect(Collectors.joining(", "));
    return "its shadow, version %s, has %s"
        .formatted(
            documents.path("current").path("version"),
            fields.isEmpty() ? "the same as before" : fields);
  }

  private static String change(String name, JsonNode before, JsonNode now) {
    return name + " " + (before.isMissingNode() ? "" : before + " → ") + now;
  }

  private void hop(String text) {
    out.println(INDENT + "→ " + text);
  }

  private static String head(JsonNode event) {
    return "%s  %s %s"
        .formatted(
            time(event).atZone(ZoneId.systemDefault()).format(TIME),
            event.path("topic").stringValue(""),
            event.path("payload"));
  }

  /** Returns the rows that match, without the bundle's name, and where they send the event. */
  private static String rows(JsonNode event) {
    StringBuilder text = new StringBuilder();
    for (JsonNode row : event.path("rows")) {
      String id = row.path("row").stringValue("");
      if (id.equals("local")) {
        continue;
      }
      text.append(text.isEmpty() ? "row " : ", row ").append(id.substring(id.indexOf('/') + 1));
      String separator = " to ";
      for (JsonNode destination : row.path("to")) {
        text.append(separator).append(destination.stringValue(""));
        separator = " and ";
      }
    }
    return text.isEmpty() ? "no row matches" : text.toString();
  }

  private static String level(JsonNode event, int number) {
    String[] levels = event.path("topic").stringValue("").split("/", -1);
    return number < levels.length ? levels[number] : "";
  }

  private static Instant time(JsonNode event) {
    return Instant.parse(event.path("time").stringValue());
  }

  private static String millis(Instant from, Instant to) {
    return String.format(Locale.ROOT, "%.1f ms", Duration.between(from, to).toNanos() / 1e6);
  }
}
