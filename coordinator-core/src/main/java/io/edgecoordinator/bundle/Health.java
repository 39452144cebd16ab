package io.edgecoordinator.bundle;

import io.edgecoordinator.document.DocumentNode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When a new version of a bundle is taken for good. Immutable.
 *
 * @param hold how long it is watched after it came into force; zero for not at all
 * @param failures percent of the calls of its tasks that may fail meanwhile, 0 to 100
 */
public record Health(Duration hold, int failures) {

  /** What holds unless the bundle says otherwise. */
  public static final Health DEFAULT = new Health(Duration.ofSeconds(10), 10);

  /** A box that watches one deployment for longer does no other meanwhile. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final Pattern PERCENT = Pattern.compile("100%|[1-9]?[0-9]%");

  /** Reads the {@code health} of a bundle; what is missing or wrong is as by default. */
  static Health parse(DocumentNode node) {
    return node.mapping()
        .map(body -> {
          Health health =
              new Health(hold(body.optional("hold")), failures(body.optional("failures")));
          body.rejectUnknown();
          return health;
        })
        .orElse(DEFAULT);
  }

  private static Duration hold(DocumentNode node) {
    Optional<Duration> hold = node.duration();
    if (hold.isPresent() && hold.get().compareTo(LONGEST) > 0) {
      node.fault("a new version can be watched for 1h at most");
    }
    return hold.orElse(DEFAULT.hold);
  }

  private static int failures(DocumentNode node) {
    Optional<String> share = node.text();
    if (share.isPresent() && PERCENT.matcher(share.get()).matches()) {
      return Integer.parseInt(share.get().replace("%", ""));
    }
    share.ifPresent(wrong -> node.fault("expected a share of the calls, such as 10%"));
    return DEFAULT.failures;
  }

  /** Says whether more calls failed than may. */
  public boolean isExceeded(long calls, long failed) {
    return failed * 100 > calls * failures;
  }
}
