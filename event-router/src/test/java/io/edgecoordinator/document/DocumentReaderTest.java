package io.edgecoordinator.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DocumentReaderTest {

  private final Faults faults = new Faults();

  @Test
  void knowsWhereKeysAndValuesStand() {
    MappingNode root =
        read(
            """
            bundle: cold-chain
            flows:
              - id: a
                to: [log, "drop"]
            """);

    MappingNode flow = root.required("flows").elements().getFirst().mapping().orElseThrow();
    assertThat(root.required("bundle").position()).isEqualTo(new Position("x.yaml", 1, 9));
    assertThat(flow.position()).isEqualTo(new Position("x.yaml", 3, 5));
    assertThat(flow.required("to").elements())
        .extracting(DocumentNode::position)
        .containsExactly(new Position("x.yaml", 4, 10), new Position("x.yaml", 4, 15));
    assertThat(faults.isEmpty()).isTrue();
  }

  @Test
  void readsJson() {
    MappingNode root = read("{\"a\": 1.40,\n \"b\": [true, null]}");

    assertThat(root.required("a").text()).contains("1.40");
    assertThat(root.required("b").elements().getFirst().bool()).contains(true);
  }

  @Test
  void takesAnEmptyFileForAnEmptyMapping() {
    assertThat(read("# nothing yet\n").entries()).isEmpty();
  }

  @Test
  void reportsWhatIsAmbiguous() {
    read("a: &x 1\na: 2\nb: *x\n---\nc: 3\n");

    assertThat(faults)
        .hasToString(
            """
            x.yaml:2:1: key "a" occurs twice, first in line 1
            x.yaml:3:4: aliases are not supported; write the value out
            x.yaml:5:1: a second document begins; only one is allowed in a file\
            """);
  }

  @Test
  void reportsMalformedYamlInOneLine() {
    assertThat(tryRead("a: [1, 2\nb: 3\n")).isEmpty();
    assertThat(tryRead("a: b: c\n")).isEmpty();
    assertThat(tryRead("a:\n\tb: c\n")).isEmpty();

    assertThat(faults.list())
        .extracting(Fault::toString)
        .containsExactly(
            "x.yaml:1:5: malformed YAML: mapping values are not allowed here",
            "x.yaml:2:1: malformed YAML: while scanning for the next token, found character"
                + " '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)",
            "x.yaml:2:2: malformed YAML: while parsing a flow sequence, expected ',' or ']', but"
                + " got :");
  }

  @Test
  void limitsSizeAndDepth() {
    assertThat(tryRead("a: " + "[".repeat(100_000))).isEmpty();
    assertThat(tryRead("#".repeat(DocumentReader.MAX_BYTES + 1))).isEmpty();

    assertThat(faults.list())
        .extracting(Fault::message)
        .satisfiesExactly(
            size -> assertThat(size).contains("the limit is 4194304"),
            depth -> assertThat(depth).contains("depth"));
  }

  @Test
  void refusesWhatIsNotUtf8AndWhatIsNotAMapping() {
    assertThat(DocumentReader.read("x.yaml", new byte[] {(byte) 0xC3, 0x28}, faults)).isEmpty();
    assertThat(tryRead("- a\n")).isEmpty();

    assertThat(faults)
        .hasToString("x.yaml: is not text in UTF-8\nx.yaml:1:1: expected a mapping, found a list");
  }

  @Test
  void findsACharacterOfAValueInEveryStyle() {
    MappingNode root =
        read(
            """
            plain: one tw!
            quoted: "one tw!"
            literal: |

              one
                tw!
            folded: >-
                one
                tw!
            lines: one
              tw!
            wide: 😀ä tw!
            """);

    for (MappingNode.Entry entry : root.entries()) {
      ScalarNode scalar = entry.value().scalar().orElseThrow();
      int offset = scalar.value().codePointCount(0, scalar.value().indexOf('!'));
      Position position = scalar.positionOf(offset);
      assertThat(lines().get(position.line() - 1).codePoints().toArray()[position.column() - 1])
          .as(entry.key())
          .isEqualTo('!');
    }
  }

  private String text = "";

  private List<String> lines() {
    return text.lines().toList();
  }

  private MappingNode read(String yaml) {
    return tryRead(yaml).orElseThrow(() -> new AssertionError(faults.toString()));
  }

  private Optional<MappingNode> tryRead(String yaml) {
    text = yaml;
    return DocumentReader.read("x.yaml", yaml.getBytes(StandardCharsets.UTF_8), faults);
  }
}
