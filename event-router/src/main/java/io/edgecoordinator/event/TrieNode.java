package io.edgecoordinator.event;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A level of the filters in a {@link TopicTrie}. There may be hundreds of thousands, so a node is
 * one object and has no empty collections: an only child or an only value is in the field itself.
 */
final class TrieNode<T> {

  private final String level;

  /** Children but the wildcards: null, the only child, or a {@link LevelTable}. */
  private @Nullable Object children;

  /** The child for {@code +}. */
  private @Nullable TrieNode<T> plus;

  /** The child for {@code #}, which has no children of its own. */
  private @Nullable TrieNode<T> hash;

  /** Values of the filter that ends here: null, the only value, or {@link Several}. */
  private @Nullable Object values;

  TrieNode(String level) {
    this.level = level;
  }

  /** Values in the order in which they were added. */
  private static final class Several extends LinkedHashSet<Object> {
    private static final long serialVersionUID = 1;
  }

  String level() {
    return level;
  }

  boolean isLevel(String text, int from, int end) {
    int length = end - from;
    return level.length() == length && level.regionMatches(0, text, from, length);
  }

  boolean isEmpty() {
    return values == null && children == null && plus == null && hash == null;
  }

  @Nullable TrieNode<T> plus() {
    return plus;
  }

  @Nullable TrieNode<T> hash() {
    return hash;
  }

  /** Returns the child for the level that {@code topic} has between two indices, or null. */
  @Nullable TrieNode<T> child(String topic, int from, int end) {
    if (children instanceof LevelTable<?>) {
      return table().find(topic, from, end);
    }
    return children != null && only().isLevel(topic, from, end) ? only() : null;
  }

  /** Returns the child for the level that {@code filter} has there, which may be a wildcard. */
  @Nullable TrieNode<T> step(String filter, int from, int end) {
    return switch (wildcard(filter, from, end)) {
      case '+' -> plus;
      case '#' -> hash;
      default -> child(filter, from, end);
    };
  }

  /** Does as {@link #step}, and makes the child if there is none. */
  TrieNode<T> ensureStep(String filter, int from, int end, int seed) {
    TrieNode<T> known = step(filter, from, end);
    if (known != null) {
      return known;
    }
    TrieNode<T> added = new TrieNode<>(filter.substring(from, end));
    switch (wildcard(filter, from, end)) {
      case '+' -> plus = added;
      case '#' -> hash = added;
      default -> addChild(added, seed);
    }
    return added;
  }

  /** Takes out a child that is there. */
  void removeStep(TrieNode<T> child) {
    if (child == plus) {
      plus = null;
    } else if (child == hash) {
      hash = null;
    } else if (child == children) {
      children = null;
    } else {
      LevelTable<T> table = table();
      table.remove(child);
      if (table.count() == 1) {
        children = table.only();
      }
    }
  }

  private void addChild(TrieNode<T> added, int seed) {
    if (children == null) {
      children = added;
      return;
    }
    if (children instanceof TrieNode<?>) {
      LevelTable<T> table = new LevelTable<>(seed);
      table.add(only());
      children = table;
    }
    table().add(added);
  }

  boolean add(T value) {
    if (values == null) {
      values = value;
      return true;
    }
    if (values instanceof Several several) {
      return several.add(value);
    }
    if (values.equals(value)) {
      return false;
    }
    Several several = new Several();
    several.add(values);
    several.add(value);
    values = several;
    return true;
  }

  boolean remove(T value) {
    if (values instanceof Several several) {
      boolean removed = several.remove(value);
      if (several.size() == 1) {
        values = several.getFirst();
      }
      return removed;
    }
    if (!value.equals(values)) {
      return false;
    }
    values = null;
    return true;
  }

  @SuppressWarnings("unchecked")
  void forEach(Consumer<? super T> action) {
    if (values instanceof Several several) {
      several.forEach((Consumer<Object>) action);
    } else if (values != null) {
      action.accept((T) values);
    }
  }

  private static char wildcard(String filter, int from, int end) {
    return end == from + 1 ? filter.charAt(from) : 0;
  }

  @SuppressWarnings("unchecked")
  private TrieNode<T> only() {
    return (TrieNode<T>) requireNonNull(children);
  }

  @SuppressWarnings("unchecked")
  private LevelTable<T> table() {
    return (LevelTable<T>) requireNonNull(children);
  }
}
