package io.edgecoordinator.document;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/**
 * Makes one line of the parser's message about malformed YAML, which has several, with places and
 * drawings in between, such as
 *
 * <pre>
 * while parsing a flow sequence
 *  in reader, line 1, column 4:
 *     a: [1, 2
 *        ^
 * expected ',' or ']', but got :
 *  in reader, line 2, column 2: ...
 * </pre>
 */
final class SyntaxErrors {

  private static final Pattern PLACE = Pattern.compile("^ in .*, line (\\d+), column (\\d+):$");

  private SyntaxErrors() {}

  static void report(String file, JacksonException error, Faults faults) {
    TokenStreamLocation location = error.getLocation();
    Position position =
        location == null
            ? new Position(file, 1, 1)
            : new Position(
                file, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    List<String> said = new ArrayList<>();
    for (String line : String.valueOf(error.getOriginalMessage()).lines().toList()) {
      Matcher place = PLACE.matcher(line);
      if (place.matches()) {
        position =
            new Position(file, Integer.parseInt(place.group(1)), Integer.parseInt(place.group(2)));
      } else if (!line.startsWith("    ")) {
        said.add(line.strip());
      }
    }
    faults.add(position, "malformed YAML: " + String.join(", ", said));
  }
}
