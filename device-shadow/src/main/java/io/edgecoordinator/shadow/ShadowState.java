package io.edgecoordinator.shadow;

/** A shadow as it was at one moment. Immutable. */
public final class ShadowState {

  private final ShadowRecord record;

  ShadowState(ShadowRecord record) {
    this.record = record;
  }

  /** Returns its version, 1 or more. */
  public long version() {
    return record.version();
  }

  /** Returns what it says, which is parsed for that. */
  public ShadowDocument document() {
    return record.document();
  }

  /**
   * Returns what it says without timestamps, as {@link ShadowDocument#toJson} has it. Not a copy:
   * do not change it.
   */
  public byte[] json() {
    byte[] state = record.state();
    if (state == null) {
      throw new IllegalStateException("a deleted shadow has no state");
    }
    return state;
  }
}
