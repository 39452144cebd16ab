package io.edgecoordinator.cli;

import java.util.function.Supplier;

/**
 * A command that can be called by name. It is only made when it is called, so that no command pays
 * for another's start.
 *
 * @param name as it is typed
 * @param create makes the command: a specification of picocli's, or an object annotated as one
 */
public record Subcommand(String name, Supplier<?> create) {}
