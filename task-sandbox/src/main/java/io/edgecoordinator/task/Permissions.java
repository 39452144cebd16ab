package io.edgecoordinator.task;

import java.util.List;

/**
 * What a task may do beyond answering. Empty lists: nothing.
 *
 * @param publish MQTT topic filters it may publish to, by {@code context.publish} or by what it
 *     returns; its own {@code tasks/<name>/result} is always allowed
 * @param shadow names of things, with {@code *} at the end, whose shadows it may read and update
 * @param invoke names of tasks it may call
 * @param fetch hosts it may fetch from: {@code host} (port 443 or 80), {@code host:port}, or {@code
 *     *.domain} for all below a domain
 */
public record Permissions(
    List<String> publish, List<String> shadow, List<String> invoke, List<String> fetch) {

  /** No right at all. */
  public static final Permissions NONE =
      new Permissions(List.of(), List.of(), List.of(), List.of());

  public Permissions {
    publish = List.copyOf(publish);
    shadow = List.copyOf(shadow);
    invoke = List.copyOf(invoke);
    fetch = List.copyOf(fetch);
  }
}
