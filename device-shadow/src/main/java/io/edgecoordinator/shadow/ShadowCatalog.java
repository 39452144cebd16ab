package io.edgecoordinator.shadow;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which shadows there are, for people and lists. What it shows may not be on disk yet. Belongs to
 * the event loop.
 */
public final class ShadowCatalog {

  private final ShadowTable table;

  ShadowCatalog(ShadowTable table) {
    this.table = table;
  }

  /** Returns the last changes of a shadow, the latest first; none if there is no such shadow. */
  public Future<List<ShadowChange>> history(ShadowName shadow) {
    return table.history(shadow);
  }

  /** Returns what a list would say of one shadow, or null if there is none. */
  public @Nullable ShadowSummary summary(ShadowName shadow) {
    ShadowRecord record = table.live(shadow);
    return record == null ? null : ShadowSummary.of(shadow, record);
  }

  /**
   * Returns those shadows in order of which the thing's name begins in a certain way.
   *
   * @param prefix how it begins; empty for all
   * @param after the last one that is not wanted, or null to begin with the first
   * @param most how many at most
   */
  public List<ShadowSummary> list(String prefix, @Nullable ShadowName after, int most) {
    List<ShadowSummary> found = new ArrayList<>();
    for (Map.Entry<ShadowName, ShadowRecord> each : table.after(prefix, after).entrySet()) {
      if (found.size() == most || !each.getKey().thing().startsWith(prefix)) {
        break;
      }
      found.add(ShadowSummary.of(each.getKey(), each.getValue()));
    }
    return found;
  }

  /**
   * Returns the names of a thing's named shadows, in order.
   *
   * @param after the last one that is not wanted; empty to begin with the first
   * @param most how many at most
   */
  public List<String> names(String thing, String after, int most) {
    List<String> names = new ArrayList<>();
    for (ShadowName each : table.after(thing, new ShadowName(thing, after)).keySet()) {
      if (names.size() == most || !each.thing().equals(thing) || each.name() == null) {
        break;
      }
      names.add(each.name());
    }
    return names;
  }
}
