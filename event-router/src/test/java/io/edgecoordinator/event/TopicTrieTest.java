package io.edgecoordinator.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicTrieTest {

  private static final String[] LEVELS = {"a", "b", "c", "", "$x", "Aa", "BB"};

  private record Entry(String filter, int value) {}

  @Test
  void findsWhatTheNaiveMatcherFindsWhileFiltersComeAndGo() {
    Random random = new Random(20_251);
    TopicTrie<Integer> trie = new TopicTrie<>();
    Set<Entry> filed = new LinkedHashSet<>();
    for (int step = 0; step < 20_000; step++) {
      Entry entry = new Entry(randomFilter(random), random.nextInt(3));
      if (random.nextInt(5) < 3) {
        assertThat(trie.add(entry.filter, entry.value)).isEqualTo(filed.add(entry));
      } else {
        assertThat(trie.remove(entry.filter, entry.value)).isEqualTo(filed.remove(entry));
      }
      if (step % 20 == 0) {
        String topic = randomTopic(random);
        assertThat(find(trie, topic))
            .as(topic)
            .containsExactlyInAnyOrderElementsOf(
                filed.stream()
                    .filter(e -> Topics.matches(e.filter, topic))
                    .map(Entry::value)
                    .toList());
      }
    }
    filed.forEach(entry -> assertThat(trie.remove(entry.filter, entry.value)).isTrue());
    assertThat(trie.isEmpty()).isTrue();
  }

  @Test
  void keepsManyLevelsUnderOneParentApart() {
    TopicTrie<Integer> trie = new TopicTrie<>();
    for (int i = 0; i < 10_000; i++) {
      trie.add("devices/" + i + "/state", i);
    }
    for (int i = 0; i < 10_000; i += 2) {
      assertThat(trie.remove("devices/" + i + "/state", i)).isTrue();
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(find(trie, "devices/" + i + "/state"))
          .isEqualTo(i % 2 == 0 ? List.of() : List.of(i));
    }
  }

  @Test
  void givesValuesOfOneFilterInTheOrderOfTheirAddition() {
    TopicTrie<String> trie = new TopicTrie<>();
    trie.add("a/+", "first");
    trie.add("a/+", "second");
    trie.add("a/+", "third");
    trie.remove("a/+", "second");

    assertThat(find(trie, "a/b")).containsExactly("first", "third");
  }

  @Test
  void removesNothingThatIsNotThere() {
    TopicTrie<String> trie = new TopicTrie<>();
    trie.add("a/b", "value");

    assertThat(trie.remove("a/b", "other")).isFalse();
    assertThat(trie.remove("a", "value")).isFalse();
    assertThat(trie.remove("a/b/c", "value")).isFalse();
    assertThat(trie.remove("a/+", "value")).isFalse();
    assertThat(find(trie, "a/b")).containsExactly("value");
  }

  @Test
  void refusesAFilterThatBreaksTheRules() {
    assertThatThrownBy(() -> new TopicTrie<String>().add("a/#/b", "value"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static <T> List<T> find(TopicTrie<T> trie, String topic) {
    List<T> found = new ArrayList<>();
    trie.match(topic, found::add);
    return found;
  }

  private static String randomFilter(Random random) {
    String filter =
        random
            .ints(1 + random.nextInt(4), 0, LEVELS.length + 3)
            .mapToObj(i -> i < LEVELS.length ? LEVELS[i] : "+")
            .collect(Collectors.joining("/"));
    return random.nextInt(4) == 0 || filter.isEmpty() ? filter + "/#" : filter;
  }

  private static String randomTopic(Random random) {
    String topic =
        random
            .ints(1 + random.nextInt(5), 0, LEVELS.length)
            .mapToObj(i -> LEVELS[i])
            .collect(Collectors.joining("/"));
    return topic.isEmpty() ? "/" : topic;
  }
}
