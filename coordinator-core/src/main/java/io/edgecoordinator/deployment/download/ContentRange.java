package io.edgecoordinator.deployment.download;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a file a web server sends (RFC 9110, section 14.4).
 *
 * @param first offset of the first byte; -1 if no part is sent
 * @param total bytes of the whole file; -1 if the server does not say
 */
record ContentRange(long first, long total) {

  private static final Pattern FORM =
      Pattern.compile("bytes +(?:([0-9]{1,18})-[0-9]{1,18}|\\*)/([0-9]{1,18}|\\*)");

  /** Returns what a header says; nothing is known if it is missing or malformed. */
  static ContentRange of(@Nullable String header) {
    Matcher matcher = FORM.matcher(header == null ? "" : header);
    return matcher.matches()
        ? new ContentRange(number(matcher.group(1)), number(matcher.group(2)))
        : new ContentRange(-1, -1);
  }

  private static long number(@Nullable String text) {
    return text == null || text.equals("*") ? -1 : Long.parseLong(text);
  }
}
