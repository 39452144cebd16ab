package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.shadow.ShadowDocument;
import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of the cloud's side of a shadow. Immutable.
 *
 * @param version the version that the cloud's shadow had when it was last heard of; 0 if there was
 *     none
 * @param base what it said then, without timestamps; null if there was none. All of that is part of
 *     the shadow here, or was changed here since
 * @param sent what it was asked to become, null for nothing; only if {@code asked}
 * @param asked whether it was asked to become {@code sent}, and it is not known what came of it
 */
@SuppressWarnings("ArrayRecordComponent") // compared where it matters, by isLike
record SyncRecord(long version, byte @Nullable [] base, byte @Nullable [] sent, boolean asked) {

  /** Of a shadow that the cloud is not known to have. */
  static final SyncRecord NONE = new SyncRecord(0, null, null, false);

  private static final int HAS_BASE = 1;
  private static final int HAS_SENT = 2;
  private static final int ASKED = 4;

  static final Codec<SyncRecord> CODEC =
      new Codec<>() {
        @Override
        public void write(SyncRecord record, RecordOutput out) {
          byte[] base = record.base;
          byte[] sent = record.sent;
          out.writeByte(
              (base == null ? 0 : HAS_BASE)
                  | (sent == null ? 0 : HAS_SENT)
                  | (record.asked ? ASKED : 0));
          out.writeLong(record.version);
          if (base != null) {
            out.writeBytes(base);
          }
          if (sent != null) {
            out.writeBytes(sent);
          }
        }

        @Override
        public SyncRecord read(RecordInput in) {
          int has = in.readByte();
          return new SyncRecord(
              in.readLong(),
              (has & HAS_BASE) == 0 ? null : in.readBytes(),
              (has & HAS_SENT) == 0 ? null : in.readBytes(),
              (has & ASKED) != 0);
        }
      };

  /** Returns what is known when the cloud's shadow is known. */
  static SyncRecord of(long version, byte @Nullable [] base) {
    return new SyncRecord(version, base, null, false);
  }

  /** Returns the same when the cloud's shadow is asked to become something. */
  SyncRecord asking(byte @Nullable [] wanted) {
    return new SyncRecord(version, base, wanted, true);
  }

  /** Returns the same when it is known that the cloud did not do what it was asked for. */
  SyncRecord refused() {
    return of(version, base);
  }

  @Nullable ShadowDocument baseDocument() {
    return base == null ? null : CloudDocument.ofState(base);
  }

  @Nullable ShadowDocument sentDocument() {
    return sent == null ? null : CloudDocument.ofState(sent);
  }

  boolean isLike(SyncRecord other) {
    return version == other.version
        && asked == other.asked
        && Arrays.equals(base, other.base)
        && Arrays.equals(sent, other.sent);
  }
}
