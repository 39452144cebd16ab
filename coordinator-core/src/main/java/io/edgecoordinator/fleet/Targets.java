package io.edgecoordinator.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which boxes are meant. Immutable.
 *
 * @param boxes ids; empty if a group is meant
 * @param group or null if the boxes are named
 */
public record Targets(List<String> boxes, @Nullable String group) {

  public Targets {
    boxes = List.copyOf(boxes);
  }

  /**
   * Returns the ids of those that are meant; connected ones come first, so that they are the
   * canaries.
   *
   * @throws IllegalArgumentException if there is none, or one was never seen; says which
   */
  public List<String> among(Roster roster) {
    List<BoxView> chosen = new ArrayList<>();
    if (group != null) {
      roster.boxes().stream().filter(box -> box.isIn(group)).forEach(chosen::add);
      if (chosen.isEmpty()) {
        throw new IllegalArgumentException("no box is in the group " + group);
      }
    }
    for (String id : new LinkedHashSet<>(boxes)) {
      BoxView box = roster.box(id);
      if (box == null || !box.hasBeenSeen()) {
        throw new IllegalArgumentException(
            "no box "
                + id
                + " was ever connected; `coordinator fleet status` shows those that were");
      }
      chosen.add(box);
    }
    return chosen.stream()
        .sorted(Comparator.comparing(BoxView::isConnected).reversed())
        .map(BoxView::id)
        .toList();
  }
}
