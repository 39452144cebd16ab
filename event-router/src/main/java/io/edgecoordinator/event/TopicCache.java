package io.edgecoordinator.event;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What was found out about topics, for those that come again. When it is full it takes no more:
 * where topics are so many that each comes seldom, to exchange them for each other costs more than
 * it saves. From time to time it begins anew, so that topics of the past do not stay for ever.
 *
 * <p>Not safe for use by several threads.
 *
 * @param <T> what is found out; the same for a topic until {@link #clear}
 */
public final class TopicCache<T> {

  /** Topics looked up in vain for each that it holds, until it begins anew. */
  private static final int PATIENCE = 16;

  private final int most;
  private final Function<String, T> source;
  private final Map<String, T> known = new HashMap<>();
  private long missed;

  /**
   * Creates an empty cache.
   *
   * @param most topics it holds at most
   * @param source finds out what is not known
   */
  public TopicCache(int most, Function<String, T> source) {
    this.most = most;
    this.source = source;
  }

  /** Returns what there is to know about a topic. */
  public T get(String topic) {
    T found = known.get(topic);
    return found == null ? find(topic) : found;
  }

  private T find(String topic) {
    T found = source.apply(topic);
    if (known.size() >= most && ++missed > (long) most * PATIENCE) {
      clear();
    }
    if (known.size() < most) {
      known.put(topic, found);
    }
    return found;
  }

  /** Forgets everything. */
  public void clear() {
    known.clear();
    missed = 0;
  }
}
