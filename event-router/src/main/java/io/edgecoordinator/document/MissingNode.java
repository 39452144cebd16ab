package io.edgecoordinator.document;

/** A value that is not there: its key is not, or nothing stands behind it. */
public record MissingNode(Position position, Faults faults) implements DocumentNode {

  @Override
  public String kind() {
    return "nothing";
  }

  @Override
  public boolean isPresent() {
    return false;
  }
}
