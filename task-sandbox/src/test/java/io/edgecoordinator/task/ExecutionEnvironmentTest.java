package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.task.ExecutionEnvironment.Ending;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExecutionEnvironmentTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Duration LOADING = Duration.ofSeconds(30);

  /** Has nobody to tell. */
  private static final class Nobody implements ExecutionEnvironment.Owner, WorkerProcess.Owner {
    @Override
    public void ready(ExecutionEnvironment environment) {}

    @Override
    public void refused(ExecutionEnvironment environment, TaskFault fault) {}

    @Override
    public void requested(TaskCall call, HostRequest request, Consumer<HostRequest.Reply> reply) {}

    @Override
    public void finished(ExecutionEnvironment environment, TaskCall call, TaskResult result) {}

    @Override
    public void lost(
        ExecutionEnvironment environment,
        @Nullable TaskCall begun,
        List<TaskCall> waiting,
        Ending ending) {}

    @Override
    public void ended(WorkerProcess worker, Ending ending) {}

    @Override
    public void urgent(WorkerProcess worker) {}

    @Override
    public void reported(WorkerProcess worker) {}
  }

  @Test
  void timeInWhichItsWorkerIsHeldDoesNotCount() {
    Vertx vertx = Vertx.vertx();
    try {
      WorkerPlan plan = new WorkerPlan(TaskRuntime.JS, 96 << 20, 8);
      WorkerProcess worker = new WorkerProcess("1", plan, vertx.getOrCreateContext(), new Nobody());
      ExecutionEnvironment environment =
          worker.create(Sandbox.js("task", "export const handler = () => 1;"), new Nobody());
      environment.beginsToLoad(0);
      assertThat(environment.isOverdue(31 * SECOND, LOADING, Duration.ZERO)).isTrue();
      environment.goesOn(5 * SECOND);
      assertThat(environment.isOverdue(31 * SECOND, LOADING, Duration.ZERO)).isFalse();
      assertThat(environment.isOverdue(36 * SECOND, LOADING, Duration.ZERO)).isTrue();
    } finally {
      vertx.close().await();
    }
  }
}
