package io.edgecoordinator.document;

/**
 * A place in a file.
 *
 * @param file the file as its reader knows it
 * @param line from 1
 * @param column in characters (Unicode code points), from 1
 */
public record Position(String file, int line, int column) {}
