package io.edgecoordinator.task.containment;

import java.util.ArrayList;
import java.util.List;

/** {@code unshare} of util-linux: namespaces, but the box's own file tree. */
record Unshare() implements Wrapper {

  @Override
  public String name() {
    return "unshare";
  }

  @Override
  public List<String> around(List<String> command) {
    List<String> all = new ArrayList<>();
    // A worker that is held hears of nothing but a signal.
    all.addAll(List.of(Wrapper.find("setpriv"), "--pdeathsig", "KILL"));
    all.addAll(
        List.of(
            Wrapper.find("unshare"),
            "--user",
            "--map-current-user",
            "--net",
            "--ipc",
            "--uts",
            "--pid",
            "--fork",
            "--kill-child=KILL",
            "--mount-proc",
            "--"));
    all.addAll(command);
    return all;
  }

  @Override
  public List<Measure> measures() {
    return List.of(
        Measure.inForce("network namespace", "unshare: no devices"),
        Measure.inForce("process namespace", "unshare"),
        Measure.inForce("user namespace", "unshare"),
        Measure.inForce("ipc namespace", "unshare"),
        Measure.missing("own file tree", "bubblewrap is not there, or may not be used"));
  }
}
