package io.edgecoordinator.event;

/**
 * Where an event came from. A flow's {@code from} selects by it. Its text is for people, as in
 * {@code device:freezer-1} or {@code task:check-freezer}.
 */
public sealed interface Source {

  /** A device connected to the MQTT listener, by the name it is known under. */
  record Device(String name) implements Source {
    @Override
    public String toString() {
      return "device:" + name;
    }
  }

  /** A task, which returned or published the event. */
  record Task(String name) implements Source {
    @Override
    public String toString() {
      return "task:" + name;
    }
  }

  /** A broker upstream, by the name it has in the configuration. */
  record Upstream(String name) implements Source {
    @Override
    public String toString() {
      return "upstream:" + name;
    }
  }

  /** A device shadow that changed. */
  record Shadow(String thing) implements Source {
    @Override
    public String toString() {
      return "shadow:" + thing;
    }
  }

  /** A timetable. */
  record Schedule() implements Source {
    @Override
    public String toString() {
      return "schedule";
    }
  }

  /** The operator of this box, by command line or HTTP. */
  record Operator() implements Source {
    @Override
    public String toString() {
      return "operator";
    }
  }
}
