package io.edgecoordinator.flow;

import io.edgecoordinator.event.Event;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a row makes of an event, part by part.
 *
 * @param flow the row
 * @param from whether it listens to the event's source
 * @param topic whether its topic matches
 * @param when whether its criterion holds
 * @param captures what it captured, empty if the topic does not match
 * @param updates what the row asks of shadows if it applies
 * @param hiddenBy the row that dropped the event before this one could see it, or null
 */
public record Explanation(
    Flow flow,
    Verdict from,
    Verdict topic,
    Verdict when,
    Map<String, String> captures,
    List<Update> updates,
    @Nullable Flow hiddenBy) {

  /** Says whether the row applies to the event. */
  public boolean applies() {
    return hiddenBy == null && partsMatch();
  }

  boolean partsMatch() {
    return from.matches() && topic.matches() && when.matches();
  }

  /**
   * The update of a shadow that a row asks for.
   *
   * @param request the event that asks for it, or null if there is none
   * @param fault why there is none, or why it is rejected, as far as that can be told without the
   *     shadow; null if nothing is wrong with it
   */
  public record Update(@Nullable Event request, @Nullable String fault) {}

  /** Says whether a part of a row matches. */
  public enum Outcome {
    MATCHES,
    DIFFERS,
    /** Not known, because it depends on a part that differs. */
    NOT_ASKED
  }

  /**
   * What became of one part.
   *
   * @param why one line, such as {@code event.celsius > -15.0 is false: event.celsius = -18}
   */
  public record Verdict(Outcome outcome, String why) {

    /** Says whether the part matches. */
    public boolean matches() {
      return outcome == Outcome.MATCHES;
    }
  }
}
