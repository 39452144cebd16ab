package io.edgecoordinator.task.worker;

/** Makes guests of one language; one for the life of a worker. Thread-safe. */
interface GuestLanguage {

  /**
   * Makes a guest, which is then to be loaded.
   *
   * @param host what its code may ask for
   */
  Guest create(GuestDefinition definition, Host host);
}
