package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.QoS;
import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import org.jspecify.annotations.Nullable;

/**
 * A session's wish for the messages of the topics a filter matches (MQTT 5, sections 3.8.3.1 and
 * 4.8).
 *
 * @param options how it wants them
 */
record Subscription(Session session, Filter filter, Options options) {

  /**
   * What the client wrote as topic filter.
   *
   * @param text all of it
   * @param share the name of the group that shares the messages, or null
   * @param topics the filter that topics are to match
   */
  record Filter(String text, @Nullable String share, String topics) {

    private static final String SHARED = "$share/";

    /**
     * Takes a shared subscription apart (section 4.8.2).
     *
     * @throws IllegalArgumentException if its group has no name or it has no filter
     */
    static Filter parse(String text) {
      if (!text.startsWith(SHARED)) {
        return new Filter(text, null, text);
      }
      int end = text.indexOf('/', SHARED.length());
      String share = end < 0 ? "" : text.substring(SHARED.length(), end);
      if (share.isEmpty() || share.indexOf('+') >= 0 || share.indexOf('#') >= 0) {
        throw new IllegalArgumentException("a shared subscription without a group");
      }
      return new Filter(text, share, text.substring(end + 1));
    }
  }

  /**
   * How messages are wanted.
   *
   * @param qos the most it wants
   * @param noLocal whether it does not want what its own client published
   * @param retainAsPublished whether it wants the retain flag as the publisher set it
   * @param identifier what is sent along with each message, 0 for nothing
   */
  record Options(QoS qos, boolean noLocal, boolean retainAsPublished, int identifier) {

    static final Codec<Options> CODEC = new RecordCodec();

    /** Returns the identifier as messages carry it. */
    int[] identifiers() {
      return identifier == 0 ? Outgoing.NO_IDENTIFIERS : new int[] {identifier};
    }

    private static final class RecordCodec implements Codec<Options> {

      @Override
      public void write(Options options, RecordOutput out) {
        out.writeByte(
            options.qos.level() | (options.noLocal ? 4 : 0) | (options.retainAsPublished ? 8 : 0));
        out.writeLong(options.identifier);
      }

      @Override
      public Options read(RecordInput in) {
        int flags = in.readByte();
        return new Options(
            QoS.of(flags & 3), (flags & 4) != 0, (flags & 8) != 0, (int) in.readLong());
      }
    }
  }
}
