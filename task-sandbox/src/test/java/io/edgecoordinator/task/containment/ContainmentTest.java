package io.edgecoordinator.task.containment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Real processes in what this box gives; what it doesn't give is not tested. */
@EnabledOnOs(OS.LINUX)
class ContainmentTest {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
  private static final CellLimits LIMITS = new CellLimits(128 << 20, 200, 128);

  private static Containment containment;
  private static int cells;

  @BeforeAll
  static void probe() {
    containment = Containment.probe(guest("look"));
  }

  @AfterAll
  static void close() {
    containment.close();
  }

  private static List<String> guest(String what) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx32m",
        "-XX:MaxDirectMemorySize=1g",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        CellGuest.class.getName(),
        what);
  }

  /** A process in a cell of its own. */
  private record Contained(Cell cell, Process process) {

    String output() throws IOException {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    void readAll() {
      try {
        output();
      } catch (IOException closed) {
        // It was ended from here.
      }
    }
  }

  private static Contained start(String what) throws IOException {
    Cell cell = containment.open("test-" + ++cells, LIMITS);
    Process process =
        new ProcessBuilder(cell.around(guest(what))).redirectErrorStream(true).start();
    return new Contained(cell, process);
  }

  private static Contained startAndWait(String what) throws IOException {
    Contained contained = start(what);
    BufferedReader lines = contained.process().inputReader(StandardCharsets.UTF_8);
    assertThat(lines.readLine()).isEqualTo("ready");
    contained.cell().connected();
    return contained;
  }

  private static void assumeInForce(String what) {
    assumeThat(containment.inForce())
        .as("what this box gives")
        .anyMatch(measure -> measure.what().equals(what) && measure.inForce());
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not become so").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** Else its output stays open, and whoever reads that waits for ever. */
  @Test
  void whatIsEndedWhileItStartsLeavesNothingBehind() throws Exception {
    for (int i = 0; i < 40; i++) {
      Contained contained = start("look");
      Thread reader = Thread.ofPlatform().daemon().start(contained::readAll);
      LockSupport.parkNanos(i * 200_000L);
      contained.cell().end(contained.process());
      assertThat(reader.join(Duration.ofSeconds(30))).as("its output ends").isTrue();
      contained.cell().ended(contained.process().waitFor());
    }
  }

  @Test
  void whatATerminalSendsIsNotForWorkers() throws Exception {
    Contained contained = startAndWait("sleep");
    String ours = session(ProcessHandle.current().pid());
    assertThat(session(contained.process().pid())).isNotEqualTo(ours);
    assertThat(session(Cell.pid(contained.process()))).isNotEqualTo(ours);
    contained.process().destroyForcibly().waitFor();
    contained.cell().ended(137);
  }

  private static String session(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
  }

  @Test
  void everythingThatMattersIsNamed() {
    assertThat(containment.inForce())
        .extracting(Measure::what)
        .containsExactly(
            "network namespace",
            "process namespace",
            "user namespace",
            "ipc namespace",
            "own file tree",
            "system calls",
            "file access",
            "privileges",
            "open files",
            "memory",
            "processor",
            "threads");
    assertThat(containment.inForce()).allSatisfy(measure -> assertThat(measure.by()).isNotBlank());
    assertThat(containment.summary()).startsWith("workers are contained in: ");
  }

  @Test
  void processInACellRuns() throws IOException, InterruptedException {
    Contained contained = start("look");
    assertThat(contained.output()).startsWith("ready\n");
    assertThat(contained.process().waitFor()).isZero();
    assertThat(contained.cell().ended(0)).isEmpty();
  }

  @Test
  void noNetworkDeviceIsThere() throws IOException {
    assumeInForce("network namespace");
    // Unshare leaves a loopback device that is down; bubblewrap one that is up, to nobody else.
    assertThat(start("look").output()).contains("devices [lo]");
  }

  @Test
  void noOtherProcessIsSeen() throws IOException {
    assumeInForce("process namespace");
    assertThat(start("look").output()).contains("processes 1\n");
  }

  @Test
  void onlyFilesOfTheWorkerAreThere() throws IOException {
    assumeInForce("own file tree");
    assertThat(start("look").output()).contains("passwords false", "writable false");
  }

  @Test
  void killingWhatWasStartedKillsTheJvm() throws IOException, InterruptedException {
    Contained contained = startAndWait("sleep");
    long pid = Cell.pid(contained.process());
    assertThat(Files.readString(Path.of("/proc/" + pid + "/cmdline"))).contains("sleep");
    contained.process().destroyForcibly().waitFor();
    await(() -> !isAlive(pid));
    contained.cell().ended(137);
  }

  @Test
  void workerEndsWithTheThreadThatStartedIt() throws IOException, InterruptedException {
    assumeInForce("process namespace");
    Contained[] started = new Contained[1];
    Thread parent =
        Thread.ofPlatform()
            .start(() -> {
              try {
                started[0] = startAndWait("sleep");
              } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
              }
            });
    parent.join();
    await(() -> !started[0].process().isAlive());
    started[0].cell().ended(137);
  }

  @Test
  void stoppedWorkerGoesOnWhereItWas() throws IOException, InterruptedException {
    Contained contained = startAndWait("sleep");
    long pid = Cell.pid(contained.process());
    assertThat(Signals.stop(pid)).isTrue();
    await(() -> state(pid) == 'T');
    assertThat(Signals.resume(pid)).isTrue();
    await(() -> state(pid) != 'T');
    contained.process().destroyForcibly().waitFor();
    contained.cell().ended(137);
    await(() -> !Signals.stop(pid));
  }

  private static char state(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException gone) {
      return 'X';
    }
  }

  @Test
  void workerThatIsEndedForItsMemorySaysSo() throws IOException, InterruptedException {
    assumeInForce("memory");
    Contained contained = start("fill");
    assertThat(contained.output()).doesNotContain("filled");
    int status = contained.process().waitFor();
    assertThat(contained.cell().ended(status))
        .hasValue("memory: it reached " + LIMITS.memory() + " bytes");
  }

  @Test
  void threadsAreBounded() throws IOException, InterruptedException {
    assumeInForce("threads");
    Contained contained = start("multiply");
    assertThat(contained.output()).contains("bounded");
    contained.cell().ended(contained.process().waitFor());
  }

  @Test
  void groupsOfACoordinatorThatWasKilledAreRemoved() throws IOException {
    assumeInForce("threads");
    long dead = deadPid();
    List<Path> own = ownGroups();
    for (Path group : own) {
      Files.createDirectories(group.resolve("coordinator-" + dead).resolve("worker-1"));
    }
    Containment.probe(guest("look"));
    assertThat(own)
        .allSatisfy(group -> assertThat(group.resolve("coordinator-" + dead)).doesNotExist());
  }

  private static List<Path> ownGroups() throws IOException {
    String self = "coordinator-" + ProcessHandle.current().pid();
    CgroupMounts mounts = CgroupMounts.read();
    return List.of("memory", "cpu", "pids").stream()
        .flatMap(controller -> mounts.ownGroup(controller).stream())
        .map(CgroupFolder::path)
        .filter(group -> Files.exists(group.resolve(self)))
        .collect(Collectors.toList());
  }

  private static long deadPid() throws IOException {
    Process process = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
    await(() -> !isAlive(process.pid()));
    return process.pid();
  }

  @Test
  void wrapperInWhichNoWorkerStartsIsGivenUp() {
    Containment another = Containment.probe(guest("look"));
    List<Measure> before = another.inForce();
    for (int worker = 0; worker < 6; worker++) {
      another.open("test-" + ++cells, LIMITS).ended(1);
    }
    assertThat(another.inForce()).contains(new NoWrapper().measures().toArray(new Measure[0]));
    assertThat(another.inForce()).hasSameSizeAs(before);
  }

  @Test
  void wrapperInWhichAWorkerHasStartedIsKept() {
    Containment another = Containment.probe(guest("look"));
    List<Measure> before = another.inForce();
    another.open("test-" + ++cells, LIMITS).connected();
    for (int worker = 0; worker < 6; worker++) {
      another.open("test-" + ++cells, LIMITS).ended(1);
    }
    assertThat(another.inForce()).isEqualTo(before);
  }
}
