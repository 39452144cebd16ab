package io.edgecoordinator.task.containment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupMountsTest {

  @TempDir private Path folder;

  private String mount(String root, String name, String type, String options) throws IOException {
    Path point = Files.createDirectories(folder.resolve(name));
    return "30 25 0:26 %s %s rw,relatime shared:9 - %s cgroup %s"
        .formatted(root, point, type, options);
  }

  @Test
  void controllersOfVersion1HaveATreeEach() throws IOException {
    Files.createDirectories(folder.resolve("cpu,cpuacct/system.slice/box.service"));
    CgroupMounts mounts =
        CgroupMounts.of(
            List.of(mount("/", "cpu,cpuacct", "cgroup", "rw,cpu,cpuacct")),
            List.of("4:cpu,cpuacct:/system.slice/box.service", "1:name=systemd:/init.scope"));
    assertThat(mounts.ownGroup("cpu"))
        .hasValue(new CgroupFolder(folder.resolve("cpu,cpuacct/system.slice/box.service")));
    assertThat(mounts.ownGroup("memory")).isEmpty();
    assertThat(mounts.ownGroup()).isEmpty();
  }

  @Test
  void version2HasOneTree() throws IOException {
    Files.createDirectories(folder.resolve("cgroup/system.slice"));
    CgroupMounts mounts =
        CgroupMounts.of(
            List.of(mount("/", "cgroup", "cgroup2", "rw,nsdelegate")), List.of("0::/system.slice"));
    assertThat(mounts.ownGroup()).hasValue(new CgroupFolder(folder.resolve("cgroup/system.slice")));
    assertThat(mounts.ownGroup("memory")).isEmpty();
  }

  @Test
  void inAContainerTheMountBeginsAtItsGroup() throws IOException {
    CgroupMounts mounts =
        CgroupMounts.of(
            List.of(mount("/docker/5e1f", "pids", "cgroup", "rw,pids")),
            List.of("8:pids:/docker/5e1f"));
    assertThat(mounts.ownGroup("pids")).hasValue(new CgroupFolder(folder.resolve("pids")));
  }

  @Test
  void whatIsNoLineOfTheKernelIsPassedOver() {
    CgroupMounts mounts = CgroupMounts.of(List.of("", "1 2 3", "- - -"), List.of("", "nothing"));
    assertThat(mounts.ownGroup()).isEmpty();
  }
}
