package io.edgecoordinator.sqlite;

/** Told when publishers have to wait because the disk does not keep up, and when no more. */
@FunctionalInterface
public interface CongestionListener {

  /** Called on the event loop. */
  void congested(boolean is);
}
