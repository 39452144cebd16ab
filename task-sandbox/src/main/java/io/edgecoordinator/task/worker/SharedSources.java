package io.edgecoordinator.task.worker;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.graalvm.polyglot.Source;

/**
 * Sources by file, each for as long as an environment holds it: what the engine has made of one is
 * many times as large as its text, and most tasks of a bundle may sleep. Thread-safe.
 */
final class SharedSources {

  private final Map<String, WeakReference<Source>> sources = new HashMap<>();

  /** Returns the source of a file, the same to all that hold it at a time. */
  synchronized Source of(String file, Function<String, Source> made) {
    WeakReference<Source> known = sources.get(file);
    Source source = known == null ? null : known.get();
    if (source == null) {
      source = made.apply(file);
      sources.put(file, new WeakReference<>(source));
    }
    return source;
  }
}
