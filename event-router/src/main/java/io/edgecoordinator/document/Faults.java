package io.edgecoordinator.document;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong, so that people see all of it at once. Readers report here and go on. Not
 * safe for use by several threads.
 */
public final class Faults {

  private final List<Fault> faults = new ArrayList<>();

  /** Reports a fault at a place. */
  public void add(Position position, String message) {
    faults.add(new Fault(position.file(), position.line(), position.column(), message));
  }

  /** Reports a fault that concerns a file as a whole. */
  public void add(String file, String message) {
    faults.add(new Fault(file, 0, 0, message));
  }

  /** Says whether nothing was reported. */
  public boolean isEmpty() {
    return faults.isEmpty();
  }

  /** Returns how many were reported, to see whether something added to them. */
  public int size() {
    return faults.size();
  }

  /** Returns what was reported, in the order of the places. */
  public List<Fault> list() {
    return faults.stream().sorted().distinct().toList();
  }

  /** Returns the faults, one a line. */
  @Override
  public String toString() {
    return String.join("\n", list().stream().map(Fault::toString).toList());
  }
}
