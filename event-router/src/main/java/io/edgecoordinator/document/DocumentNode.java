package io.edgecoordinator.document;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A value in a document, and where it stands. It is read by asking for what it should be. What it
 * should be but is not, is reported as a fault, and the answer is then empty, just as that of a
 * value that is not there: a reader goes on with a default and finds the next fault.
 */
public sealed interface DocumentNode permits MappingNode, SequenceNode, ScalarNode, MissingNode {

  /** Returns the place of its first character, or that of its surroundings if it is missing. */
  Position position();

  /** Returns where what is wrong with it is reported. */
  Faults faults();

  /** Returns what it is in the words of a message: {@code a mapping}, {@code the text "x"}. */
  String kind();

  /** Says whether it is there. */
  default boolean isPresent() {
    return true;
  }

  /** Reports something wrong with it. */
  default void fault(String message) {
    faults().add(position(), message);
  }

  /** Returns it as a mapping of keys to values. */
  default Optional<MappingNode> mapping() {
    return expected("a mapping");
  }

  /** Returns the elements of the sequence it should be; none if it is not. */
  default List<DocumentNode> elements() {
    expected("a list");
    return List.of();
  }

  /** Returns it as text; a number or a truth value as it is written. */
  default Optional<String> text() {
    return scalar().map(ScalarNode::value);
  }

  /** Returns it as a single value that is neither a mapping nor a list. */
  default Optional<ScalarNode> scalar() {
    return expected("a single value");
  }

  /** Returns the texts of the list it should be, without the elements that are no texts. */
  default List<String> strings() {
    return elements().stream().flatMap(element -> element.text().stream()).toList();
  }

  /** Returns it as {@code true} or {@code false}. */
  default Optional<Boolean> bool() {
    return scalar().flatMap(scalar -> Scalars.bool(scalar));
  }

  /** Returns it as a whole number between two bounds, both included. */
  default Optional<Integer> integer(int min, int max) {
    return scalar().flatMap(scalar -> Scalars.integer(scalar, min, max));
  }

  /** Returns it as a duration, such as {@code 500ms}, {@code 2s}, {@code 10m}, {@code 7d}. */
  default Optional<Duration> duration() {
    return scalar().flatMap(scalar -> Scalars.duration(scalar));
  }

  /** Returns it as a number of bytes, such as {@code 512}, {@code 512KiB}, {@code 64MiB}. */
  default Optional<Long> size() {
    return scalar().flatMap(scalar -> Scalars.size(scalar));
  }

  /**
   * Returns it as one of some constants, which are written in lower case and with {@code -} for
   * {@code _}.
   */
  default <E extends Enum<E>> Optional<E> oneOf(E[] constants) {
    return scalar().flatMap(scalar -> Scalars.oneOf(scalar, constants));
  }

  private <T> Optional<T> expected(String kind) {
    if (isPresent()) {
      fault("expected " + kind + ", found " + kind());
    }
    return Optional.empty();
  }
}
