package io.edgecoordinator.shadow;

import java.util.Locale;

/** What can be asked of a shadow. */
public enum ShadowOperation {
  GET,
  UPDATE,
  DELETE;

  /** Returns the last level of the topic that asks for it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
