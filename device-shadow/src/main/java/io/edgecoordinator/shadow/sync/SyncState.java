package io.edgecoordinator.shadow.sync;

/** How far a shadow is in step with the cloud. */
public enum SyncState {
  /** Both sides say the same, as far as is known. */
  IN_STEP,
  /** The cloud lacks changes that were made here. */
  BEHIND,
  /** It was not changed here, and the cloud was not asked since the link was made. */
  UNSEEN,
  /** The last attempt failed; the reason is kept. */
  FAILED
}
