package io.edgecoordinator.document;

import java.util.Optional;

/** A single value: a text, a number, a truth value. */
public final class ScalarNode implements DocumentNode {

  private final Position position;
  private final Faults faults;
  private final String value;
  private final SourceText source;

  ScalarNode(Position position, Faults faults, String value, SourceText source) {
    this.position = position;
    this.faults = faults;
    this.value = value;
    this.source = source;
  }

  @Override
  public Position position() {
    return position;
  }

  @Override
  public Faults faults() {
    return faults;
  }

  @Override
  public String kind() {
    return "the value \"" + (value.length() <= 40 ? value : value.substring(0, 37) + "...") + "\"";
  }

  /** Returns the value as text. */
  public String value() {
    return value;
  }

  /**
   * Returns where a character of the value stands in the file. Exact but for quoted values with
   * escapes and folded ones with lines that are indented further.
   *
   * @param offset in Unicode code points, from 0
   */
  public Position positionOf(int offset) {
    return source.positionOf(position, offset);
  }

  @Override
  public Optional<ScalarNode> scalar() {
    return Optional.of(this);
  }
}
