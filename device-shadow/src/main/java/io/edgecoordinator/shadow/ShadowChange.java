package io.edgecoordinator.shadow;

import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;

/**
 * A change of a shadow, as it is remembered.
 *
 * @param number which of the changes of this shadow it was, the first is 1
 * @param version the shadow's version after it; of a deletion the one that was deleted
 * @param millis when, in milliseconds since 1970
 * @param by who made it, as in {@code device:freezer-1}
 * @param operation UPDATE or DELETE
 * @param state the state that was asked for, as JSON, cut off after {@value #MAX_STATE} characters
 */
public record ShadowChange(
    long number, long version, long millis, String by, ShadowOperation operation, String state) {

  /** The most that is remembered of a state, in characters. */
  public static final int MAX_STATE = 512;

  static final Codec<ShadowChange> CODEC =
      new Codec<>() {
        @Override
        public void write(ShadowChange change, RecordOutput out) {
          out.writeLong(change.number);
          out.writeLong(change.version);
          out.writeLong(change.millis);
          out.writeText(change.by);
          out.writeText(change.operation.name());
          out.writeText(change.state);
        }

        @Override
        public ShadowChange read(RecordInput in) {
          return new ShadowChange(
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readText(),
              ShadowOperation.valueOf(in.readText()),
              in.readText());
        }
      };

  public ShadowChange {
    if (state.length() > MAX_STATE) {
      state = state.substring(0, MAX_STATE) + "…";
    }
  }
}
