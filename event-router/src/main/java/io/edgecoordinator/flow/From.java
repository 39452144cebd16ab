package io.edgecoordinator.flow;

import io.edgecoordinator.event.Source;
import java.util.Locale;

/** Which sources a row of the table listens to. Its text is that of a row's {@code from}. */
public sealed interface From {

  /** Says whether events of the source concern the row. */
  boolean accepts(Source source);

  /** All of one kind. */
  enum Kind implements From {
    DEVICES,
    UPSTREAM,
    SHADOW,
    SCHEDULE,
    ANY;

    @Override
    public boolean accepts(Source source) {
      return switch (this) {
        case DEVICES -> source instanceof Source.Device;
        case UPSTREAM -> source instanceof Source.Upstream;
        case SHADOW -> source instanceof Source.Shadow;
        case SCHEDULE -> source instanceof Source.Schedule;
        case ANY -> true;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One broker upstream. */
  record Upstream(String name) implements From {
    @Override
    public boolean accepts(Source source) {
      return source instanceof Source.Upstream upstream && upstream.name().equals(name);
    }

    @Override
    public String toString() {
      return "upstream:" + name;
    }
  }

  /** One task. */
  record Task(String name) implements From {
    @Override
    public boolean accepts(Source source) {
      return source instanceof Source.Task task && task.name().equals(name);
    }

    @Override
    public String toString() {
      return "task:" + name;
    }
  }
}
