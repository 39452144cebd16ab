package io.edgecoordinator.task.worker;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds how much of a heap that all share. The heap says how much is live after a full
 * collection; each account says how much was allocated for it. What the heap grew by from one full
 * collection to the next is shared out by what was allocated meanwhile. With one account at work
 * that is exact; with several it is an estimate, which only a {@linkplain #released release} can
 * prove. Not thread-safe.
 */
final class HeapLedger {

  /** What the ledger reads. */
  interface Heap {
    /** Returns bytes in use, garbage included that no full collection has seen. */
    long used();

    /** Returns bytes there may be. */
    long most();

    /** Returns how many full collections there were. */
    long fullCollections();

    /** Collects all garbage. All threads stand still meanwhile. */
    void collect();

    /** Returns the milliseconds that all threads stood still for collections so far. */
    long collectionMillis();
  }

  /** What is known of one environment. */
  static final class Account {
    private final long limit;
    private long allocated;
    private long lately;
    private double held;
    private double certain;

    private Account(long limit) {
      this.limit = limit;
    }

    /** Returns bytes it may hold. */
    long limit() {
      return limit;
    }

    /** Returns bytes it held at the last full collection, as far as is known. */
    long held() {
      return (long) held;
    }

    /** Returns bytes of that which nobody else can have allocated. */
    long certain() {
      return (long) certain;
    }

    /** Says how much was allocated for it since it was opened. */
    void allocated(long total) {
      lately += Math.max(0, total - allocated);
      allocated = total;
    }
  }

  private final Heap heap;
  private final List<Account> accounts = new ArrayList<>();
  private long liveAtCollection;
  private long collections;
  private double departed;

  HeapLedger(Heap heap) {
    this.heap = heap;
    this.liveAtCollection = heap.used();
    this.collections = heap.fullCollections();
  }

  /** Opens an account that may hold so many bytes. */
  Account open(long limit) {
    Account account = new Account(limit);
    accounts.add(account);
    return account;
  }

  /** Closes an account; what it held is garbage now. */
  void close(Account account) {
    empty(account);
    accounts.remove(account);
  }

  /** Hears that what an account held is garbage now. */
  void empty(Account account) {
    departed += account.held;
    account.held = 0;
    account.certain = 0;
  }

  /** Returns bytes that were live after the last full collection. */
  long live() {
    return liveAtCollection;
  }

  /**
   * Looks whether there was a full collection, and if so shares out what it tells.
   *
   * @return whether there was
   */
  boolean settleIfCollected() {
    long now = heap.fullCollections();
    if (now == collections) {
      return false;
    }
    collections = now;
    settle(heap.used());
    return true;
  }

  private void settle(long live) {
    double growth = growth(live);
    departed = 0;
    liveAtCollection = live;
    if (growth >= 0) {
      share(growth);
    } else {
      double held = held();
      double kept = held <= 0 ? 0 : Math.max(0, held + growth) / held;
      accounts.forEach(account -> account.held *= kept);
    }
    accounts.forEach(account -> {
      account.certain = Math.min(account.certain, account.held);
      account.lately = 0;
    });
  }

  /** What shrank is first of all what the departed held, who may have left some behind. */
  private double growth(long used) {
    long growth = used - liveAtCollection;
    return growth >= 0 ? growth : Math.min(0, growth + departed);
  }

  private double held() {
    return accounts.stream().mapToDouble(account -> account.held).sum();
  }

  /** Returns bytes that were live after the last full collection and that nobody holds. */
  long unclaimed() {
    return (long) (liveAtCollection - held() - departed);
  }

  private void share(double growth) {
    double allocated = allocatedLately();
    if (allocated > 0) {
      double part = Math.min(1, growth / allocated);
      for (Account account : accounts) {
        account.held += part * account.lately;
        account.certain += Math.max(0, growth - (allocated - account.lately));
      }
    }
  }

  private double allocatedLately() {
    return accounts.stream().mapToDouble(account -> account.lately).sum();
  }

  /** Says whether one holds more than it may, if all is live that no full collection has seen. */
  boolean isSuspicious() {
    double growth = growth(heap.used());
    double allocated = allocatedLately();
    double part = growth <= 0 || allocated <= 0 ? 0 : Math.min(1, growth / allocated);
    for (Account account : accounts) {
      if (account.held + part * account.lately > account.limit) {
        return true;
      }
    }
    return false;
  }

  /** Says whether one holds more than half of what it may. */
  boolean isAnyHalfway() {
    return accounts.stream().anyMatch(account -> account.held > account.limit / 2.0);
  }

  /** Returns the account that is furthest over its limit, or null if none is. */
  @Nullable Account over() {
    Account worst = null;
    for (Account account : accounts) {
      if (account.held > account.limit
          && (worst == null || account.held / account.limit > worst.held / worst.limit)) {
        worst = account;
      }
    }
    return worst;
  }

  /** Returns the account that holds the most, or null if there is none. */
  @Nullable Account largest() {
    Account largest = null;
    for (Account account : accounts) {
      if (largest == null || account.held > largest.held) {
        largest = account;
      }
    }
    return largest;
  }

  /**
   * Hears that an account's environment was let go of and a full collection has shown how much it
   * held. What was wrongly put down to it is put down to the others.
   *
   * @param bytes what it gave back
   */
  void released(Account account, long bytes) {
    double wronged = account.held - bytes;
    account.held = 0;
    account.certain = 0;
    double others = accounts.stream().filter(a -> a != account).mapToDouble(a -> a.allocated).sum();
    if (wronged > 0 && others > 0) {
      double part = Math.min(1, wronged / others);
      for (Account other : accounts) {
        if (other != account) {
          other.held += part * other.allocated;
        }
      }
    }
    settleIfCollected();
  }
}
