package io.edgecoordinator.task;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The last lines that tasks logged, in memory. Of one task so many bytes are kept; if all together
 * have too many, those of the task that has been silent for longest go. Belongs to the event loop.
 */
public final class TaskLogs {

  /** Bytes kept of one task, roughly. */
  private static final int MOST_OF_TASK = 128 << 10;

  /** Bytes kept of all tasks, roughly. */
  private static final int MOST = 16 << 20;

  private final InstantSource clock;
  private final int most;
  private final int mostOfTask;

  /** By task; the one that logged last is the last one. */
  private final Map<String, Lines> tasks = new LinkedHashMap<>();

  private final List<Follower> followers = new ArrayList<>();
  private long last;
  private long bytes;

  /** Those of one task. */
  private static final class Lines {
    private final ArrayDeque<LogLine> lines = new ArrayDeque<>();
    private int bytes;
  }

  private record Follower(String task, Consumer<LogLine> told) {}

  TaskLogs(InstantSource clock) {
    this(clock, MOST, MOST_OF_TASK);
  }

  TaskLogs(InstantSource clock, int most, int mostOfTask) {
    this.clock = clock;
    this.most = most;
    this.mostOfTask = mostOfTask;
  }

  void add(String task, Level level, @Nullable String event, String text) {
    LogLine line = new LogLine(++last, clock.instant(), task, level, event, text);
    Lines known = tasks.remove(task);
    Lines lines = known == null ? new Lines() : known;
    tasks.put(task, lines);
    lines.lines.addLast(line);
    count(lines, line.size());
    while (lines.bytes > mostOfTask && lines.lines.size() > 1) {
      count(lines, -lines.lines.removeFirst().size());
    }
    if (bytes > most) {
      forgetSilent(task);
    }
    for (Follower follower : List.copyOf(followers)) {
      if (follower.task().equals(task)) {
        follower.told().accept(line);
      }
    }
  }

  private void forgetSilent(String but) {
    Iterator<Map.Entry<String, Lines>> silent = tasks.entrySet().iterator();
    while (bytes > most && silent.hasNext()) {
      Map.Entry<String, Lines> longest = silent.next();
      if (!longest.getKey().equals(but)) {
        bytes -= longest.getValue().bytes;
        silent.remove();
      }
    }
  }

  private void count(Lines lines, int more) {
    lines.bytes += more;
    bytes += more;
  }

  /** Returns the last lines of a task, the oldest first; of a task that is gone, too. */
  public List<LogLine> lines(String task, int most) {
    Lines lines = tasks.get(task);
    if (lines == null) {
      return List.of();
    }
    List<LogLine> all = List.copyOf(lines.lines);
    return all.subList(Math.max(0, all.size() - most), all.size());
  }

  /** Shows every further line of a task, until the returned handle is run. */
  public Runnable follow(String task, Consumer<LogLine> told) {
    Follower follower = new Follower(task, told);
    followers.add(follower);
    return () -> followers.remove(follower);
  }
}
