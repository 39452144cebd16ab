package io.edgecoordinator;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One case of {@code shadow-conformance.txt}, which says how to read it.
 *
 * @param line where it begins
 */
record ShadowCase(int line, String title, List<Step> steps) {

  private static final Pattern REPEATED = Pattern.compile("«(.+?)\\*(\\d+)»");

  /**
   * A request and all that is to come of it.
   *
   * @param suffix what follows the shadow's own topic
   * @param secondLater whether it must not be within the same second as those before it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Step(
      int line, boolean secondLater, String suffix, byte[] payload, List<Expected> expected) {}

  /**
   * A message that is to come.
   *
   * @param document with {@code "@2"} in the place of a timestamp of the second step; {@code *} for
   *     any
   */
  record Expected(int line, String suffix, String document) {

    boolean isAny() {
      return document.equals("*");
    }
  }

  static List<ShadowCase> all() {
    try (InputStream in = ShadowCase.class.getResourceAsStream("/shadow-conformance.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      return new Reader().read(text.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return title + " (line " + line + ")";
  }

  private static final class Reader {
    private final List<ShadowCase> cases = new ArrayList<>();
    private boolean secondLater;

    List<ShadowCase> read(List<String> lines) {
      for (int i = 0; i < lines.size(); i++) {
        String line = repeated(lines.get(i).strip());
        if (!line.isEmpty() && !line.startsWith("#")) {
          read(line, i + 1);
        } else if (line.startsWith("## ")) {
          cases.add(new ShadowCase(i + 1, line.substring(3), new ArrayList<>()));
        }
      }
      return cases;
    }

    private void read(String line, int number) {
      String[] words = line.split(" +", 3);
      String rest = words.length > 2 ? words[2] : "";
      List<Step> steps = cases.getLast().steps();
      switch (words[0]) {
        case "..." -> secondLater = true;
        case ">" -> {
          steps.add(new Step(number, secondLater, words[1], payload(rest), new ArrayList<>()));
          secondLater = false;
        }
        case "<" -> steps.getLast().expected().add(new Expected(number, words[1], document(rest)));
        default -> throw new AssertionError("line " + number + ": " + line);
      }
    }

    private static byte[] payload(String text) {
      if (text.startsWith("hex ")) {
        return HexFormat.of().parseHex(text.substring(4).replace(" ", ""));
      }
      return text.startsWith("utf-16 ") ? text.substring(7).getBytes(UTF_16) : text.getBytes(UTF_8);
    }

    private static String document(String text) {
      return text.replaceAll("%(\\d+)", "{\"timestamp\":\"@$1\"}")
          .replaceAll("([:\\[,])(@\\d+)", "$1\"$2\"");
    }

    private static String repeated(String text) {
      return REPEATED
          .matcher(text)
          .replaceAll(found -> found.group(1).repeat(Integer.parseInt(found.group(2))));
    }
  }
}
