package io.edgecoordinator.task;

import io.edgecoordinator.task.containment.Cell;

/** A worker in a process of its own. Belongs to the event loop. */
final class ContainedWorker implements WorkerHost {

  private final Process process;
  private final Cell cell;
  private long pid;

  /**
   * Creates the view of a process.
   *
   * @param process what was started, which may be a wrapper
   */
  ContainedWorker(Process process, Cell cell) {
    this.process = process;
    this.cell = cell;
  }

  @Override
  public void connected() {
    cell.connected();
    pid = Cell.pid(process);
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public void end() {
    cell.end(process);
  }

  @Override
  public boolean isProcess() {
    return true;
  }
}
