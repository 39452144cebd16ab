/**
 * Files that people write, in YAML or JSON: read with the position of every key and value, and with
 * all their faults found in one go. {@link io.edgecoordinator.document.DocumentReader} gives a
 * {@link io.edgecoordinator.document.MappingNode}, whose values are asked for by key and kind;
 * whatever is not as asked goes to {@link io.edgecoordinator.document.Faults}.
 */
@NullMarked
package io.edgecoordinator.document;

import org.jspecify.annotations.NullMarked;
