package io.edgecoordinator.task.containment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * For a box without control groups, or where they may not be used.
 *
 * @param why they are not
 */
record NoCgroups(String why) implements Cgroups, Cgroups.Group {

  @Override
  public Group open(String worker, CellLimits limits) {
    return this;
  }

  @Override
  public List<Measure> measures() {
    return List.of(
        Measure.missing("memory", "only the heap is bounded; " + why),
        Measure.missing("processor", "only counted by call; " + why),
        Measure.missing("threads", why));
  }

  @Override
  public List<Path> doors() {
    return List.of();
  }

  @Override
  public Optional<String> broken() {
    return Optional.empty();
  }

  @Override
  public void remove() {}

  @Override
  public void close() {}
}
