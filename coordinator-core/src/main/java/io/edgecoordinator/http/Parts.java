package io.edgecoordinator.http;

import io.edgecoordinator.flow.EventRouter;
import io.edgecoordinator.shadow.ShadowService;
import io.edgecoordinator.task.ResourceManager;
import io.edgecoordinator.task.Scheduler;

/** The parts an event can pass through, which the API looks at. */
public record Parts(
    EventRouter router, Scheduler scheduler, ResourceManager resources, ShadowService shadows) {}
