package io.edgecoordinator.task.worker;

import java.util.Map;

/**
 * What a guest is made from; the fields are those of {@code FrameType.DEFINE}.
 *
 * @param environment id of the environment
 * @param task name of the task
 * @param file path of the handler's file without suffix
 * @param function name of the exported function
 * @param fresh whether each call gets a new guest
 * @param limits what it may use
 * @param variables names and values for {@code context.environment}
 * @param files the files of the bundle by path
 */
record GuestDefinition(
    int environment,
    String task,
    String file,
    String function,
    boolean fresh,
    GuestLimits limits,
    Map<String, String> variables,
    Map<String, byte[]> files) {}
