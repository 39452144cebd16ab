package io.edgecoordinator.sqlite;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** All destinations, by name. Belongs to the event loop. */
final class Destinations {

  private final Map<String, Destination> byName = new HashMap<>();

  /** Numbers that have, or may have, rows in the database. 0 is nobody's. */
  private final BitSet taken = new BitSet();

  Destinations() {
    taken.set(0);
  }

  /** Puts one in that was found on disk. */
  void add(Destination destination) {
    byName.put(destination.name, destination);
    taken.set(destination.number);
  }

  /** Keeps a number from being handed out. */
  void reserve(int number) {
    taken.set(number);
  }

  /** Hands a number out again: nothing is left of the destination that had it. */
  void release(int number) {
    taken.clear(number);
  }

  /** Returns the destination of that name, making it if it is new. */
  Destination get(String name) {
    Destination known = byName.get(name);
    if (known != null) {
      return known;
    }
    int number = taken.nextClearBit(1);
    if (number > Destination.MAX_NUMBER) {
      throw new IllegalStateException("more than " + Destination.MAX_NUMBER + " destinations");
    }
    Destination made = new Destination(number, name, 0, 0, 0);
    add(made);
    return made;
  }

  /** Forgets the name; the number stays taken until it is released. */
  void delete(Destination destination) {
    destination.deleted = true;
    byName.remove(destination.name);
  }
}
