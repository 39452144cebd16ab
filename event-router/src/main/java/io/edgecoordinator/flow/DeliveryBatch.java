package io.edgecoordinator.flow;

import java.util.List;

/** Deliveries to one destination, in the order of their events. */
public record DeliveryBatch(List<Delivery> deliveries) {}
