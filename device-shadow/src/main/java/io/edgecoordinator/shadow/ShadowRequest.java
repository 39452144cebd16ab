package io.edgecoordinator.shadow;

import io.edgecoordinator.event.Payload;

/**
 * Something that is asked of a shadow.
 *
 * @param shadow which one; its names need not be valid
 * @param operation what is asked
 * @param payload the request document; may be empty for GET and DELETE
 * @param by who asks
 */
public record ShadowRequest(
    ShadowName shadow, ShadowOperation operation, Payload payload, Requester by) {}
