package io.edgecoordinator.event;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values filed under MQTT topic filters, found by topic (MQTT 3.1.1 and MQTT 5, section 4.7).
 *
 * <p>Finding takes time in proportion to the levels of the topic and to the filters that match it
 * so far, level by level; filters that do not match cost nothing, however many there are. It makes
 * no objects.
 *
 * <p>Under one filter a value is held once; values are told apart by {@code equals}. Not safe for
 * use by several threads, unless nothing is added or removed any more.
 *
 * @param <T> the kind of value
 */
public final class TopicTrie<T> {

  private final TrieNode<T> root = new TrieNode<>("", 0);

  /**
   * Decides the places of nodes in their tables, so that no choice of topics makes them collide.
   */
  private final int seed = ThreadLocalRandom.current().nextInt();

  /** Says whether nothing is filed here. */
  public boolean isEmpty() {
    return root.isEmpty();
  }

  /**
   * Files a value under a filter.
   *
   * @return whether it was not there yet
   * @throws IllegalArgumentException if the filter is not valid, see {@link Topics#validateFilter}
   */
  public boolean add(String filter, T value) {
    Topics.validateFilter(filter);
    TrieNode<T> node = root;
    for (int from = 0; from <= filter.length(); ) {
      int end = Topics.levelEnd(filter, from);
      node = node.ensureStep(hash(filter, from, end), filter, from, end);
      from = end + 1;
    }
    return node.add(value);
  }

  /**
   * Takes a value away from a filter.
   *
   * @return whether it was there
   */
  public boolean remove(String filter, T value) {
    return remove(root, filter, 0, value);
  }

  private boolean remove(TrieNode<T> node, String filter, int from, T value) {
    if (from > filter.length()) {
      return node.remove(value);
    }
    int end = Topics.levelEnd(filter, from);
    TrieNode<T> next = node.step(hash(filter, from, end), filter, from, end);
    if (next == null || !remove(next, filter, end + 1, value)) {
      return false;
    }
    if (next.isEmpty()) {
      node.removeStep(next);
    }
    return true;
  }

  /**
   * Finds the values whose filters match a topic.
   *
   * @param topic a valid topic name, see {@link Topics#validateName}
   * @param found given each value, in no particular order; a value filed under several filters that
   *     match is given once for each. It must not add or remove.
   */
  public void match(String topic, Consumer<? super T> found) {
    if (topic.startsWith("$")) {
      int end = Topics.levelEnd(topic, 0);
      match(root.child(hash(topic, 0, end), topic, 0, end), topic, end + 1, found);
    } else {
      match(root, topic, 0, found);
    }
  }

  /** Goes on at {@code node}, whose levels match what is before {@code from}. */
  private void match(
      @Nullable TrieNode<T> node, String topic, int from, Consumer<? super T> found) {
    if (node == null) {
      return;
    }
    TrieNode<T> rest = node.rest();
    if (rest != null) {
      rest.forEach(found);
    }
    if (from > topic.length()) {
      node.forEach(found);
      return;
    }
    int end = Topics.levelEnd(topic, from);
    match(node.child(hash(topic, from, end), topic, from, end), topic, end + 1, found);
    match(node.plus(), topic, end + 1, found);
  }

  /** Mixes the seed in at every character, so that levels of equal hash cannot be prepared. */
  private int hash(String text, int from, int end) {
    int hash = seed;
    for (int i = from; i < end; i++) {
      hash = (hash ^ text.charAt(i)) * 0x9E3779B1;
      hash ^= hash >>> 15;
    }
    return hash;
  }
}
