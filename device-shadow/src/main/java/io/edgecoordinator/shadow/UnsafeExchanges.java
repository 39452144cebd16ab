package io.edgecoordinator.shadow;

import io.edgecoordinator.shadow.Exchange.Change;
import io.edgecoordinator.store.Store;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges that changed a shadow and are not on disk yet, and those that came after them and know
 * of the change. Each shadow has its own line. Belongs to the event loop.
 */
final class UnsafeExchanges {

  /** What becomes of an exchange. */
  interface Ends {

    /** What it changed and knows of is on disk. */
    void safe(Exchange exchange);

    /** What it changed or knows of can't be written; the shadow is as it was before. */
    void undone(Exchange exchange, String failure);
  }

  private final Store store;
  private final ShadowTable table;
  private final Ends ends;
  private final Map<ShadowName, ArrayDeque<Exchange>> lines = new HashMap<>();
  private long bytes;

  UnsafeExchanges(Store store, ShadowTable table, Ends ends) {
    this.store = store;
    this.table = table;
    this.ends = ends;
  }

  /** Returns what all of them keep in memory, in bytes, roughly. */
  long bytes() {
    return bytes;
  }

  /** Takes an exchange whose change, if there is one, is part of the open commit. */
  void add(Exchange exchange) {
    ShadowName shadow = exchange.request.shadow();
    ArrayDeque<Exchange> line = lines.get(shadow);
    if (exchange.change() != null) {
      bytes += exchange.size();
      lines.computeIfAbsent(shadow, _ -> new ArrayDeque<>(2)).addLast(exchange);
      store.whenSafe(failure -> settled(exchange, failure));
    } else if (line != null) {
      bytes += exchange.size();
      line.addLast(exchange);
    } else {
      ends.safe(exchange);
    }
  }

  /** A change is on disk, or will not be. */
  private void settled(Exchange exchange, @Nullable String failure) {
    ShadowName shadow = exchange.request.shadow();
    ArrayDeque<Exchange> line = lines.get(shadow);
    if (line == null || !line.contains(exchange)) {
      return; // undone with one before it
    }
    if (failure == null) {
      do {
        Exchange first = line.removeFirst();
        bytes -= first.size();
        ends.safe(first);
      } while (!line.isEmpty() && line.getFirst().change() == null);
    } else {
      undo(line, exchange, failure);
    }
    if (line.isEmpty()) {
      lines.remove(shadow);
    }
  }

  /** Undoes a change, and those that came after it: they have built on it. */
  private void undo(ArrayDeque<Exchange> line, Exchange first, String failure) {
    ArrayDeque<Exchange> undone = new ArrayDeque<>();
    while (undone.peekFirst() != first) {
      Exchange last = line.removeLast();
      undone.addFirst(last);
      bytes -= last.size();
      Change change = last.change();
      if (change != null) {
        table.undo(last.request.shadow(), change);
      }
    }
    undone.forEach(each -> ends.undone(each, failure));
  }
}
