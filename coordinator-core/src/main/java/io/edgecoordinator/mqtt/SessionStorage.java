package io.edgecoordinator.mqtt;

import io.edgecoordinator.store.QueueBudget;
import io.edgecoordinator.store.QueueLimits;
import io.edgecoordinator.store.Store;

/**
 * Where sessions and retained messages are kept that outlast connections.
 *
 * @param store where they survive
 * @param limits the bounds of the queue of one session
 * @param budget what queues may hold together, those of other destinations included
 */
public record SessionStorage(Store store, QueueLimits limits, QueueBudget budget) {}
