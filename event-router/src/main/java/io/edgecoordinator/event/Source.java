package io.edgecoordinator.event;

/** Where an event came from. A flow's {@code from} selects by it. */
public sealed interface Source {

  /** A device connected to the MQTT listener, by the name it is known under. */
  record Device(String name) implements Source {}

  /** A task, which returned or published the event. */
  record Task(String name) implements Source {}

  /** The broker upstream. */
  record Upstream() implements Source {}

  /** A device shadow that changed. */
  record Shadow(String thing) implements Source {}

  /** A timetable. */
  record Schedule() implements Source {}

  /** The operator of this box, by command line or HTTP. */
  record Operator() implements Source {}
}
