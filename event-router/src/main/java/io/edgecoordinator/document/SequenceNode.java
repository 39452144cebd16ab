package io.edgecoordinator.document;

import java.util.List;

/** A list of values. */
public record SequenceNode(Position position, Faults faults, List<DocumentNode> elements)
    implements DocumentNode {

  public SequenceNode {
    elements = List.copyOf(elements);
  }

  @Override
  public String kind() {
    return "a list";
  }
}
