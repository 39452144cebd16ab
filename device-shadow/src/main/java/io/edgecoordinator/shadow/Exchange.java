package io.edgecoordinator.shadow;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.Source;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request under way, and what came of it. Belongs to the event loop. */
final class Exchange {

  /**
   * Something to be told under a topic of the shadow.
   *
   * @param suffix what follows the shadow's own topic, as in {@code update/delta}
   */
  record Message(String suffix, Payload payload) {}

  /**
   * What came of a request.
   *
   * @param answer for who asked
   * @param messages for all who want to know, the answer itself among them
   * @param change what it changed, or null if nothing
   */
  record Outcome(ShadowAnswer answer, List<Message> messages, @Nullable Change change) {}

  /**
   * A change of a shadow.
   *
   * @param before null if there was no shadow
   */
  record Change(@Nullable ShadowRecord before, ShadowRecord after) {

    /** Returns what it keeps in memory until it is on disk, in bytes, roughly. */
    int size() {
      return after.size() + (before == null ? 0 : before.size());
    }
  }

  final ShadowRequest request;
  final Acknowledgement acknowledgement;
  final @Nullable Consumer<ShadowAnswer> asker;
  final @Nullable String row;
  private @Nullable Outcome outcome;

  /**
   * Begins an exchange.
   *
   * @param acknowledgement told when the request is done and all who are to be told have it safe
   * @param asker takes the answer; null for who asked by a topic and reads the answer from there
   * @param row the row of the table that asks, by its id; null if it is a device, a task or a
   *     person
   */
  Exchange(
      ShadowRequest request,
      Acknowledgement acknowledgement,
      @Nullable Consumer<ShadowAnswer> asker,
      @Nullable String row) {
    this.request = request;
    this.acknowledgement = acknowledgement;
    this.asker = asker;
    this.row = row;
  }

  /**
   * Says whether it counts as one of the requests of a thing that are under way. Those of rows, of
   * tasks and of the cloud do not: these have bounds of their own, and when a device sends what it
   * has gathered, the last of it must not be refused.
   */
  boolean isCounted() {
    Source source = request.by().source();
    return row == null && !(source instanceof Source.Task || source instanceof Source.Upstream);
  }

  void became(Outcome newOutcome) {
    outcome = newOutcome;
  }

  Outcome outcome() {
    if (outcome == null) {
      throw new IllegalStateException("nothing came of it yet");
    }
    return outcome;
  }

  /** Returns what it keeps in memory, in bytes, roughly. */
  int size() {
    Change change = change();
    return request.payload().size() + (change == null ? 0 : change.size());
  }

  @Nullable Change change() {
    return outcome().change();
  }
}
