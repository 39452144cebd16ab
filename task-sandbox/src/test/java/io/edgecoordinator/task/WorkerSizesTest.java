package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkerSizesTest {

  private static final long MIB = 1L << 20;
  private static final String ECHO = "export const handler = (event) => event;";

  private static WorkerSizes sizes(long mebibytes) {
    return allowing(mebibytes, "allowed");
  }

  private static WorkerSizes allowing(long mebibytes, String task) {
    ResourceBudget budget = new ResourceBudget(2, mebibytes * MIB, Set.of(task));
    return new WorkerSizes(ResourceLimits.DEFAULT.withBudget(budget), false);
  }

  private static TaskDefinition task(Isolation isolation, long mebibytes) {
    TaskDefinition task = Sandbox.withMemory(Sandbox.js("task", ECHO), mebibytes * MIB);
    return task.placed(new Placement(isolation, false, false));
  }

  @Test
  void twoWorkersAndASpareFitIntoTheDefault() {
    WorkerPlan shared = sizes(512).shared(TaskRuntime.JS);
    assertThat(shared.heap()).isGreaterThanOrEqualTo(96 * MIB);
    assertThat(2 * shared.memory() + Footprint.of(TaskRuntime.JS).process())
        .isLessThanOrEqualTo(512 * MIB);
  }

  @Test
  void oneOfJavaScriptAndOneOfPythonFitIntoTheDefaultWithASpareOfTheFormer() {
    WorkerSizes sizes = sizes(512);
    assertThat(
            sizes.shared(TaskRuntime.JS).memory()
                + sizes.shared(TaskRuntime.PYTHON).memory()
                + Footprint.of(TaskRuntime.JS).process())
        .isLessThanOrEqualTo(512 * MIB);
  }

  @Test
  void workerOfItsOwnHasRoomForAllEnvironmentsOfItsTask() {
    assertThat(sizes(512).of(task(Isolation.PROCESS, 40)).heap()).isGreaterThanOrEqualTo(40 * MIB);
    assertThat(sizes(512).of(task(Isolation.PROCESS, 300)).heap())
        .isGreaterThanOrEqualTo(300 * MIB);
  }

  @Test
  void whatFitsIsNotRefused() {
    assertThat(sizes(512).refusal(task(Isolation.SHARED, 64))).isEmpty();
    assertThat(sizes(512).refusal(task(Isolation.PROCESS, 400))).isEmpty();
  }

  @Test
  void whatCanNeverFitIsRefusedWithTheRoomThereIs() {
    assertThat(sizes(512).refusal(task(Isolation.PROCESS, 600)))
        .hasValueSatisfying(why ->
            assertThat(why)
                .contains("memory 600MiB does not fit", "416MiB", "isolation.memory 512MiB"));
    assertThat(sizes(512).refusal(task(Isolation.SHARED, 200)))
        .hasValueSatisfying(why -> assertThat(why).contains("a shared worker"));
  }

  @Test
  void coordinatorsOwnProcessIsForThoseWhomTheOperatorNamed() {
    TaskDefinition inside = task(Isolation.CONTEXT, 64);
    assertThat(sizes(512).refusal(inside))
        .hasValueSatisfying(why -> assertThat(why).contains("isolation.allowInProcess: [ task ]"));
    assertThat(allowing(512, "task").refusal(inside)).isEmpty();
  }
}
