package io.edgecoordinator.sqlite;

import java.io.IOException;

/** The store can't be opened. The message says in one line which file is wrong and what to do. */
public final class StoreException extends IOException {

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  StoreException(String message) {
    super(message);
  }
}
