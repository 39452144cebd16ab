package io.edgecoordinator.flow;

import io.edgecoordinator.event.Source;

/** Which sources a row of the table listens to. */
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
  }

  /** One task. */
  record Task(String name) implements From {
    @Override
    public boolean accepts(Source source) {
      return source instanceof Source.Task task && task.name().equals(name);
    }
  }
}
