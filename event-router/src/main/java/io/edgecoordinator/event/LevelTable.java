package io.edgecoordinator.event;

import org.jspecify.annotations.Nullable;

/**
 * The children of a {@link TrieNode} that has several, by their level: a hash table with linear
 * probing, which is searched with a part of a topic without making a string of it.
 */
final class LevelTable<T> {

  private static final int SMALLEST = 4;

  private @Nullable TrieNode<T>[] nodes = newArray(SMALLEST);
  private int count;

  int count() {
    return count;
  }

  /** Returns the node for the level that {@code text} has between two indices, or null. */
  @Nullable TrieNode<T> find(int hash, String text, int from, int end) {
    int mask = nodes.length - 1;
    int i = hash & mask;
    TrieNode<T> node;
    while ((node = nodes[i]) != null && !node.isLevel(hash, text, from, end)) {
      i = (i + 1) & mask;
    }
    return node;
  }

  /** Adds a node whose level is not there yet. */
  void add(TrieNode<T> node) {
    count++;
    if (count * 2 > nodes.length) {
      resize(nodes.length * 2);
    }
    put(node);
  }

  /** Takes out a node that is there. */
  void remove(TrieNode<T> node) {
    int mask = nodes.length - 1;
    int free = node.levelHash() & mask;
    while (nodes[free] != node) {
      free = (free + 1) & mask;
    }
    // Those behind it that were pushed out of their place move up, so that they are still found.
    int i = (free + 1) & mask;
    for (TrieNode<T> next; (next = nodes[i]) != null; i = (i + 1) & mask) {
      int home = next.levelHash() & mask;
      if (((i - home) & mask) >= ((i - free) & mask)) {
        nodes[free] = next;
        free = i;
      }
    }
    nodes[free] = null;
    count--;
    if (nodes.length > SMALLEST && count * 8 < nodes.length) {
      resize(nodes.length / 2);
    }
  }

  /** Returns the only node of a table that has one. */
  TrieNode<T> only() {
    for (TrieNode<T> node : nodes) {
      if (node != null) {
        return node;
      }
    }
    throw new IllegalStateException("an empty table of levels");
  }

  private void resize(int size) {
    @Nullable TrieNode<T>[] former = nodes;
    nodes = newArray(size);
    for (TrieNode<T> node : former) {
      if (node != null) {
        put(node);
      }
    }
  }

  private void put(TrieNode<T> node) {
    int mask = nodes.length - 1;
    int i = node.levelHash() & mask;
    while (nodes[i] != null) {
      i = (i + 1) & mask;
    }
    nodes[i] = node;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> @Nullable TrieNode<T>[] newArray(int size) {
    return new TrieNode[size];
  }
}
