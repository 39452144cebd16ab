package io.edgecoordinator.upstream;

/** What has happened to a link since the start. Belongs to the event loop. */
final class LinkCounters {
  long connects;
  long failures;
  long sent;
  long received;
  long refused;
  long refusedSubscriptions;
  long unwanted;
  long leftOut;
}
