package io.edgecoordinator.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicCacheTest {

  private final List<String> asked = new ArrayList<>();
  private final TopicCache<String> cache =
      new TopicCache<>(
          2,
          topic -> {
            asked.add(topic);
            return "about " + topic;
          });

  @Test
  void asksOnceForTopicsThatItHolds() {
    for (String topic : List.of("a", "b", "a", "b")) {
      assertThat(cache.get(topic)).isEqualTo("about " + topic);
    }
    assertThat(asked).containsExactly("a", "b");
  }

  @Test
  void topicsThatComeWhenItIsFullDoNotDriveOutTheOthers() {
    for (String topic : List.of("a", "b", "c", "d", "a", "b")) {
      assertThat(cache.get(topic)).isEqualTo("about " + topic);
    }
    assertThat(asked).containsExactly("a", "b", "c", "d");
  }

  @Test
  void topicsOfThePastAreForgottenInTime() {
    cache.get("past");
    cache.get("gone");
    for (int i = 0; i < 40; i++) {
      cache.get("now");
    }
    asked.clear();
    cache.get("now");
    cache.get("past");
    assertThat(asked).containsExactly("past");
  }

  @Test
  void asksAgainAfterClear() {
    cache.get("a");
    cache.clear();
    cache.get("a");
    assertThat(asked).containsExactly("a", "a");
  }
}
