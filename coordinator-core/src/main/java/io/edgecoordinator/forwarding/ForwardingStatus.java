package io.edgecoordinator.forwarding;

/**
 * What was sent to a broker upstream and came from it since the start. Immutable.
 *
 * @param upstream its name
 * @param sent messages it has; of QoS 0, those that were handed to the socket
 * @param doubled sent once more, since the link was lost before the answer came
 * @param refused messages it refused
 * @param incoming messages that came from it
 * @param incomingRefused how often one of these was refused on this box
 * @param unsettled messages from it that are not safe here yet, so that it keeps them
 */
public record ForwardingStatus(
    String upstream,
    long sent,
    long doubled,
    long refused,
    long incoming,
    long incomingRefused,
    long unsettled) {}
