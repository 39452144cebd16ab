package io.edgecoordinator.cli;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * A command that can be called by name. It is only made when it is called, so that no command pays
 * for another's start.
 *
 * @param name as it is typed
 * @param create makes the command, an object that picocli understands
 */
public record Subcommand(String name, Supplier<? extends Callable<Integer>> create) {}
