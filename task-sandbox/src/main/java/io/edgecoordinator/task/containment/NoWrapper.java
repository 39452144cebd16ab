package io.edgecoordinator.task.containment;

import java.util.List;

/** For a box that gives no namespaces: what is left is what a worker does to itself. */
record NoWrapper() implements Wrapper {

  private static final String WHY =
      "neither bubblewrap nor unshare is there and may make namespaces";

  @Override
  public String name() {
    return "no wrapper";
  }

  @Override
  public List<String> around(List<String> command) {
    return command;
  }

  @Override
  public List<Measure> measures() {
    return List.of(
        Measure.missing("network namespace", WHY),
        Measure.missing("process namespace", WHY),
        Measure.missing("user namespace", WHY),
        Measure.missing("ipc namespace", WHY),
        Measure.missing("own file tree", WHY));
  }
}
