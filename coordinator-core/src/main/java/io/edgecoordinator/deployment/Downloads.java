package io.edgecoordinator.deployment;

import java.nio.file.Path;

/** Makes downloads. Belongs to the event loop. */
@FunctionalInterface
public interface Downloads {

  /** Of a box to which nothing can be sent. */
  Downloads NONE = (_, _) -> new NoDownload();

  /**
   * Prepares a download.
   *
   * @param desired says what to fetch, and from where
   * @param file what has come, and in the end all; beside it the download may keep files with the
   *     same name and a suffix, and removes them when it is complete
   */
  Download of(DesiredDeployment.Install desired, Path file);
}
