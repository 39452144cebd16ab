package io.edgecoordinator.task.containment;

/**
 * Something that contains workers, or would.
 *
 * @param what what it is about, in a word or two
 * @param inForce whether this box gives it
 * @param by what does it; or why it is not there
 */
public record Measure(String what, boolean inForce, String by) {

  static Measure inForce(String what, String by) {
    return new Measure(what, true, by);
  }

  static Measure missing(String what, String why) {
    return new Measure(what, false, why);
  }
}
