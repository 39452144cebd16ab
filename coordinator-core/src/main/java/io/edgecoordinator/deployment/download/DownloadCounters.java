package io.edgecoordinator.deployment.download;

/** What downloads have done since the start. Belongs to the event loop. */
public final class DownloadCounters {

  long requests;
  long repeats;
  long blocks;
  long doubled;
  long unusable;
  long retries;

  /** Creates counters that are 0. */
  public DownloadCounters() {}

  /** Returns how often blocks were asked for over MQTT. */
  public long requests() {
    return requests;
  }

  /** Returns how many of the {@link #requests} were for a block that was asked for before. */
  public long repeats() {
    return repeats;
  }

  /** Returns how many blocks came that were needed, over MQTT and https. */
  public long blocks() {
    return blocks;
  }

  /** Returns how many blocks came that were there. */
  public long doubled() {
    return doubled;
  }

  /** Returns how many messages came that are no block of the bundle, or for which was no room. */
  public long unusable() {
    return unusable;
  }

  /** Returns how often a web server was asked once more since it had failed. */
  public long retries() {
    return retries;
  }
}
