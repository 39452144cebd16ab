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

  /** The hash of the level, to tell most levels apart without looking at them. */
  private final int levelHash;

  /** Children but the wildcards: null, the only child, or a {@link LevelTable}. */
  private @Nullable Object children;

  /** The child for {@code +}. */
  private @Nullable TrieNode<T> plus;

  /** The child for {@code #}, which has no children of its own. */
  private @Nullable TrieNode<T> rest;

  /** Values of the filter that ends here: null, the only value, or {@link Several}. */
  private @Nullable Object values;

  TrieNode(String level, int levelHash) {
    this.level = level;
    this.levelHash = levelHash;
  }

  /** Values in the order in which they were added. */
  private static final class Several extends LinkedHashSet<Object> {
    private static final long serialVersionUID = 1;
  }

  int levelHash() {
    return levelHash;
  }

  boolean isLevel(int hash, String text, int from, int end) {
    int length = end - from;
    return levelHash == hash
        && level.length() == length
        && level.regionMatches(0, text, from, length);
  }

  boolean isEmpty() {
    return values == null && children == null && plus == null && rest == null;
  }

  @Nullable TrieNode<T> plus() {
    return plus;
  }

  @Nullable TrieNode<T> rest() {
    return rest;
  }

  /**
   * Returns the child for the level that {@code topic} has between two indices, or null.
   *
   * @param hash that of the level
   */
  @Nullable TrieNode<T> child(int hash, String topic, int from, int end) {
    if (children instanceof LevelTable<?>) {
      return table().find(hash, topic, from, end);
    }
    return children != null && only().isLevel(hash, topic, from, end) ? only() : null;
  }

  /** Returns the child for the level that {@code filter} has there, which may be a wildcard. */
  @Nullable TrieNode<T> step(int hash, String filter, int from, int end) {
    return switch (wildcard(filter, from, end)) {
      case '+' -> plus;
      case '#' -> rest;
      default -> child(hash, filter, from, end);
    };
  }

  /** Does as {@link #step}, and makes the child if there is none. */
  TrieNode<T> ensureStep(int hash, String filter, int from, int end) {
    TrieNode<T> known = step(hash, filter, from, end);
    if (known != null) {
      return known;
    }
    TrieNode<T> added = new TrieNode<>(filter.substring(from, end), hash);
    switch (wildcard(filter, from, end)) {
      case '+' -> plus = added;
      case '#' -> rest = added;
      default -> addChild(added);
    }
    return added;
  }

  /** Takes out a child that is there. */
  void removeStep(TrieNode<T> child) {
    if (child == plus) {
      plus = null;
    } else if (child == rest) {
      rest = null;
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

  private void addChild(TrieNode<T> added) {
    if (children == null) {
      children = added;
      return;
    }
    if (children instanceof TrieNode<?>) {
      LevelTable<T> table = new LevelTable<>();
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
