package io.edgecoordinator.examples;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Prints what happened in the order in which it happened, a moment later: those who tell it hear of
 * it on different ways. Safe for use by several threads.
 */
final class Chronicle {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final int MOMENT_MILLIS = 300;

  private final PrintWriter out;
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(Instant when, String text) {}

  Chronicle(PrintWriter out) {
    this.out = out;
  }

  synchronized void add(Instant when, String text) {
    entries.add(new Entry(when, text));
  }

  /** Prints from time to time, until it is interrupted. */
  void printAll() {
    try {
      while (true) {
        Thread.sleep(MOMENT_MILLIS);
        print(Instant.now().minusMillis(MOMENT_MILLIS));
      }
    } catch (InterruptedException ended) {
      print(Instant.MAX);
    }
  }

  private synchronized void print(Instant upTo) {
    entries.sort(Comparator.comparing(Entry::when));
    while (!entries.isEmpty() && entries.getFirst().when().isBefore(upTo)) {
      Entry entry = entries.removeFirst();
      out.println(entry.when().atZone(ZoneId.systemDefault()).format(TIME) + "  " + entry.text());
    }
    out.flush();
  }
}
