package io.edgecoordinator.shadow;

import org.jspecify.annotations.Nullable;

/**
 * A topic by which something is asked of a shadow: {@code $aws/things/T/shadow/OPERATION} or {@code
 * $aws/things/T/shadow/name/N/OPERATION}.
 */
public record ShadowTopic(ShadowName shadow, ShadowOperation operation) {

  private static final String PREFIX = "$aws/things/";

  /** Returns what a topic asks for, or null if it asks nothing of a shadow. */
  public static @Nullable ShadowTopic parse(String topic) {
    if (!topic.startsWith(PREFIX)) {
      return null;
    }
    String[] levels = topic.substring(PREFIX.length()).split("/", -1);
    boolean classic = levels.length == 3;
    boolean named = levels.length == 5 && levels[2].equals("name");
    if (!(classic || named) || !levels[1].equals("shadow")) {
      return null;
    }
    String last = levels[levels.length - 1];
    for (ShadowOperation operation : ShadowOperation.values()) {
      if (operation.toString().equals(last)) {
        return new ShadowTopic(new ShadowName(levels[0], named ? levels[3] : null), operation);
      }
    }
    return null;
  }
}
