package io.edgecoordinator.shadow;

/**
 * A shadow in a list.
 *
 * @param version 1 or more
 * @param timestamp when it was changed last, in seconds since 1970
 * @param creator who created it, as in {@code device:freezer-1}
 * @param bytes what desired and reported have together as JSON
 * @param inStep whether all that is desired is reported
 */
public record ShadowSummary(
    ShadowName shadow, long version, long timestamp, String creator, int bytes, boolean inStep) {

  static ShadowSummary of(ShadowName shadow, ShadowRecord record) {
    ShadowDocument document = record.document();
    return new ShadowSummary(
        shadow,
        record.version(),
        record.timestamp(),
        record.creator(),
        record.documentBytes(document),
        document.delta().isEmpty());
  }
}
