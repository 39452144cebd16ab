package io.edgecoordinator.task.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.edgecoordinator.task.worker.HeapLedger.Account;
import org.junit.jupiter.api.Test;

class HeapLedgerTest {

  private static final long MIB = 1 << 20;

  /** A heap that is as full as the test says. */
  private static final class Model implements HeapLedger.Heap {
    private long live = 10 * MIB;
    private long garbage;
    private long collections;

    @Override
    public long used() {
      return live + garbage;
    }

    @Override
    public long most() {
      return 100 * MIB;
    }

    @Override
    public long fullCollections() {
      return collections;
    }

    @Override
    public long collectionMillis() {
      return 0;
    }

    @Override
    public void collect() {
      garbage = 0;
      collections++;
    }
  }

  private final Model heap = new Model();
  private final HeapLedger ledger = new HeapLedger(heap);

  /** The heap's live part grows by so much, then a full collection sees it. */
  private void grow(long bytes) {
    heap.live += bytes;
    heap.collect();
    assertThat(ledger.settleIfCollected()).isTrue();
  }

  @Test
  void growthIsPutDownToTheOneThatAllocated() {
    Account idle = ledger.open(8 * MIB);
    Account hog = ledger.open(8 * MIB);
    hog.allocated(40 * MIB);
    grow(9 * MIB);
    assertThat(hog.held()).isEqualTo(9 * MIB);
    assertThat(idle.held()).isZero();
    assertThat(ledger.over()).isSameAs(hog);
  }

  @Test
  void whoAllocatesMuchAndKeepsNothingIsNotOverItsLimit() {
    Account churner = ledger.open(8 * MIB);
    for (long i = 1; i <= 1000; i++) {
      churner.allocated(100 * i * MIB);
      heap.garbage = 70 * MIB;
      grow(0);
    }
    assertThat(churner.held()).isZero();
    assertThat(ledger.over()).isNull();
  }

  @Test
  void whatNoCollectionHasSeenIsSuspiciousButNoProof() {
    Account churner = ledger.open(8 * MIB);
    churner.allocated(20 * MIB);
    heap.garbage = 9 * MIB;
    assertThat(ledger.isSuspicious()).isTrue();
    assertThat(ledger.over()).isNull();
    grow(0);
    assertThat(ledger.isSuspicious()).isFalse();
  }

  @Test
  void growthIsSharedByWhatWasAllocatedAndNobodyHoldsMoreThanThat() {
    Account much = ledger.open(8 * MIB);
    Account little = ledger.open(8 * MIB);
    much.allocated(30 * MIB);
    little.allocated(10 * MIB);
    grow(12 * MIB);
    assertThat(much.held()).isCloseTo(9 * MIB, within(1L));
    assertThat(little.held()).isCloseTo(3 * MIB, within(1L));
    much.allocated(31 * MIB);
    grow(5 * MIB);
    assertThat(much.held()).isCloseTo(10 * MIB, within(1L));
    assertThat(much.certain()).isEqualTo(2 * MIB + 5 * MIB);
  }

  @Test
  void whatIsGivenBackIsTakenFromAll() {
    Account one = ledger.open(64 * MIB);
    one.allocated(20 * MIB);
    grow(20 * MIB);
    grow(-15 * MIB);
    assertThat(one.held()).isEqualTo(5 * MIB);
    grow(-10 * MIB);
    assertThat(one.held()).isZero();
  }

  @Test
  void whatAClosedAccountHeldIsNotTakenFromTheOthers() {
    Account gone = ledger.open(64 * MIB);
    gone.allocated(20 * MIB);
    grow(20 * MIB);
    Account stays = ledger.open(64 * MIB);
    stays.allocated(10 * MIB);
    grow(10 * MIB);
    ledger.close(gone);
    grow(-20 * MIB);
    assertThat(stays.held()).isEqualTo(10 * MIB);
  }

  @Test
  void whatNobodyHoldsIsUnclaimed() {
    Account leftBehind = ledger.open(64 * MIB);
    leftBehind.allocated(20 * MIB);
    grow(20 * MIB);
    assertThat(ledger.unclaimed()).isEqualTo(10 * MIB);
    Account stays = ledger.open(64 * MIB);
    ledger.close(leftBehind);
    stays.allocated(5 * MIB);
    grow(0);
    assertThat(stays.held()).isZero();
    assertThat(ledger.unclaimed()).isEqualTo(30 * MIB);
  }

  @Test
  void whatTheInnocentDidNotGiveBackIsPutDownToTheOthers() {
    Account churner = ledger.open(8 * MIB);
    Account leak = ledger.open(8 * MIB);
    churner.allocated(990 * MIB);
    leak.allocated(10 * MIB);
    grow(9 * MIB);
    assertThat(ledger.over()).isSameAs(churner);
    heap.collect();
    ledger.released(churner, 0);
    assertThat(churner.held()).isZero();
    assertThat(ledger.over()).isSameAs(leak);
  }
}
