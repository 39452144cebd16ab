package io.edgecoordinator.sqlite;

import io.edgecoordinator.store.DeliveryLog;
import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/**
 * A process to be killed: appends numbers to a log, and the number to a map in the same commit, and
 * prints each number once it is safe. Every fourth is removed again.
 */
final class AppendingProcess implements Entry.Owner<Note> {

  /** Appended in one turn. */
  static final int BATCH = 7;

  private final Context loop;
  private final Store store;
  private final DeliveryLog<Note> log;
  private final DurableMap<String> map;
  private int next;

  private AppendingProcess(Context loop, Store store, int next) {
    this.loop = loop;
    this.store = store;
    this.next = next;
    log = store.deliveries("a", Note.CODEC);
    map = store.map("m", StoreContract.TEXT);
  }

  /** Takes the folder and the first number. */
  public static void main(String[] arguments) {
    Context loop = Vertx.vertx().getOrCreateContext();
    int first = Integer.parseInt(arguments[1]);
    loop.runOnContext(_ ->
        SqliteStore.open(loop, Path.of(arguments[0]), StoreLimits.DEFAULT)
            .onSuccess(store -> new AppendingProcess(loop, store, first).begin())
            .onFailure(AppendingProcess::die));
  }

  private static void die(Throwable e) {
    System.err.println(e);
    System.exit(1);
  }

  /** Several batches are under way at any time, and their holds overlap. */
  private void begin() {
    for (int i = 0; i < 4; i++) {
      append();
    }
  }

  private void append() {
    Store.Hold hold = store.hold();
    for (int i = 0; i < BATCH; i++) {
      int number = next++;
      log.append(Note.of(Integer.toString(number)), this);
      // In another turn, but in the same commit, since it is held.
      loop.runOnContext(_ -> map.put("last", Integer.toString(number)));
    }
    int upTo = next - 1;
    loop.runOnContext(_ -> {
      hold.close();
      store.whenSafe(_ -> {
        say("safe " + upTo);
        append();
      });
    });
  }

  @Override
  public void written(Entry<Note> entry) {
    String number = entry.item().text();
    if (Integer.parseInt(number) % 4 == 0) {
      log.remove(entry);
      store.whenSafe(_ -> say("removed " + number));
    }
  }

  @Override
  public void refused(Entry<Note> entry, String why) {
    say("refused " + why);
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
