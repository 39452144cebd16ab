package io.edgecoordinator.examples.coldchain;

/**
 * A simulated freezer: its air warms while the door is open and cools down again once it is shut.
 * Not safe for use by several threads.
 */
final class Freezer {

  private static final double AMBIENT = 21;
  private static final double COLDEST = -19.5;

  private final String name;
  private final int openEvery;
  private final int openFor;
  private int second;
  private double celsius;

  /**
   * Creates a freezer.
   *
   * @param name its name, as in its topic
   * @param openEvery seconds from one opening of its door to the next, 0 for never; it begins open
   * @param openFor seconds the door stays open
   */
  Freezer(String name, int openEvery, int openFor) {
    this.name = name;
    this.openEvery = openEvery;
    this.openFor = openFor;
    this.celsius = openEvery > 0 ? -15.2 : -18.3;
  }

  String name() {
    return name;
  }

  String topic() {
    return "freezers/" + name + "/telemetry";
  }

  /** Lets a second pass and returns the reading at its end, as JSON. */
  String nextReading() {
    boolean open = openEvery > 0 && second % openEvery < openFor;
    second++;
    celsius += open ? (AMBIENT - celsius) * 0.03 : (COLDEST - celsius) * 0.2;
    double rounded = Math.round(celsius * 10) / 10.0;
    return "{\"celsius\":" + rounded + ",\"door\":\"" + (open ? "open" : "shut") + "\"}";
  }
}
