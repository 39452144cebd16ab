package io.edgecoordinator.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads a file that holds one mapping, in YAML or JSON. What would make a file mean something else
 * than it seems to is a fault: keys that occur twice, aliases, further documents.
 */
public final class DocumentReader {

  /** The largest file, in bytes. */
  public static final int MAX_BYTES = 4 << 20;

  /** The most mappings and lists inside one another. */
  public static final int MAX_DEPTH = 64;

  private static final YAMLFactory YAML =
      YAMLFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final String file;
  private final Faults faults;
  private final SourceText source;
  private final YAMLParser parser;

  private DocumentReader(String file, String text, Faults faults, YAMLParser parser) {
    this.file = file;
    this.faults = faults;
    this.source = new SourceText(text);
    this.parser = parser;
  }

  /**
   * Reads a file. An empty one is an empty mapping.
   *
   * @param file its name, as faults are to show it
   * @param content its content, in UTF-8
   * @return the mapping, or empty if the file could not be read so far that it makes sense to look
   *     further; the reason is in the faults then
   */
  public static Optional<MappingNode> read(String file, byte[] content, Faults faults) {
    if (content.length > MAX_BYTES) {
      faults.add(file, "has " + content.length + " bytes, the limit is " + MAX_BYTES);
      return Optional.empty();
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException malformed) {
      faults.add(file, "is not text in UTF-8");
      return Optional.empty();
    }
    try (JsonParser parser = YAML.createParser(ObjectReadContext.empty(), text)) {
      return new DocumentReader(file, text, faults, (YAMLParser) parser).document();
    } catch (JacksonException malformed) {
      SyntaxErrors.report(file, malformed, faults);
      return Optional.empty();
    }
  }

  private Optional<MappingNode> document() {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return Optional.of(new MappingNode(new Position(file, 1, 1), faults, List.of()));
    }
    DocumentNode root = node(first);
    if (parser.nextToken() != null) {
      faults.add(here(), "a second document begins; only one is allowed in a file");
    }
    return root.mapping();
  }

  private DocumentNode node(JsonToken token) {
    Position position = here();
    if (parser.isCurrentAlias()) {
      faults.add(position, "aliases are not supported; write the value out");
      return new MissingNode(position, faults);
    }
    return switch (token) {
      case START_OBJECT -> mapping(position);
      case START_ARRAY -> sequence(position);
      case VALUE_NULL -> new MissingNode(position, faults);
      default -> new ScalarNode(position, faults, parser.getString(), source);
    };
  }

  private MappingNode mapping(Position position) {
    Map<String, MappingNode.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Position keyPosition = here();
      String key = parser.currentName();
      MappingNode.Entry entry = new MappingNode.Entry(key, keyPosition, node(parser.nextToken()));
      MappingNode.Entry former = entries.putIfAbsent(key, entry);
      if (former != null) {
        faults.add(
            keyPosition,
            "key \"" + key + "\" occurs twice, first in line " + former.position().line());
      }
    }
    return new MappingNode(position, faults, entries.values());
  }

  private SequenceNode sequence(Position position) {
    List<DocumentNode> elements = new ArrayList<>();
    for (JsonToken token; (token = parser.nextToken()) != JsonToken.END_ARRAY; ) {
      elements.add(node(token));
    }
    return new SequenceNode(position, faults, elements);
  }

  private Position here() {
    TokenStreamLocation location = parser.currentTokenLocation();
    return new Position(file, location.getLineNr(), location.getColumnNr());
  }
}
