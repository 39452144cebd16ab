package io.edgecoordinator.upstream;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a link does.
 *
 * @param connected whether something went through lately
 * @param since when that became so, or null if it was never otherwise
 * @param lastFailure why the link was last lost or could not be made, or null
 * @param connects how often the link was made
 * @param failures how often it was lost or could not be made
 * @param sent messages that the broker has, or at QoS 0 the socket
 * @param received messages that came
 * @param refused messages that the broker, or this link for it, would not take
 * @param refusedSubscriptions filters that the broker would not take
 * @param unwanted messages that came for no subscription of now
 * @param leftOut messages that came and can't be read
 * @param waiting messages that are sent and not answered
 * @param roundTripMillis how long the last sign of life took, or null if none was asked for yet
 */
public record LinkStatus(
    String name,
    URI url,
    boolean connected,
    @Nullable Instant since,
    @Nullable String lastFailure,
    long connects,
    long failures,
    long sent,
    long received,
    long refused,
    long refusedSubscriptions,
    long unwanted,
    long leftOut,
    int waiting,
    @Nullable Double roundTripMillis) {}
