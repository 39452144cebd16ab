package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class TaskLogsTest {

  private final TaskLogs logs = new TaskLogs(InstantSource.system(), 4_000, 1_000);

  private void add(String task, String text) {
    logs.add(task, Level.INFO, null, text);
  }

  private List<String> texts(String task, int most) {
    return logs.lines(task, most).stream().map(LogLine::text).toList();
  }

  @Test
  void theLastLinesAreKept() {
    add("a", "1");
    add("a", "2");
    add("b", "3");
    assertThat(texts("a", 10)).containsExactly("1", "2");
    assertThat(texts("a", 1)).containsExactly("2");
    assertThat(texts("c", 10)).isEmpty();
  }

  @Test
  void oneTaskKeepsSoManyBytes() {
    for (int i = 0; i < 100; i++) {
      add("a", "line " + i);
    }
    assertThat(texts("a", 100)).hasSizeBetween(5, 10).endsWith("line 99");
  }

  @Test
  void thoseOfTheTaskThatIsSilentForLongestGoFirst() {
    for (String task : List.of("a", "b", "c", "d", "a", "e", "e")) {
      add(task, "x".repeat(380));
    }
    assertThat(texts("b", 1)).isEmpty();
    assertThat(texts("a", 1)).isNotEmpty();
    assertThat(texts("e", 1)).isNotEmpty();
  }

  @Test
  void whoFollowsGetsTheLinesOfOneTaskUntilItEnds() {
    List<String> seen = new ArrayList<>();
    Runnable end = logs.follow("a", line -> seen.add(line.text()));
    add("a", "1");
    add("b", "2");
    end.run();
    add("a", "3");
    assertThat(seen).containsExactly("1");
  }
}
