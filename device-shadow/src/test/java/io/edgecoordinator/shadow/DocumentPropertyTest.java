package io.edgecoordinator.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.shadow.ShadowNode.Fields;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Random updates, against a model. The keys are few, so that they meet. */
class DocumentPropertyTest {

  private static final List<String> KEYS = List.of("a", "b", "c", "timestamp", "desired");
  private static final int UPDATES = 400;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void documentIsWhatTheUpdatesMakeOfIt(long seed) {
    Random random = new Random(seed);
    DocumentModel desired = new DocumentModel();
    DocumentModel reported = new DocumentModel();
    ShadowRecord record = null;
    long now = 1_000_000;
    for (int i = 1; i <= UPDATES; i++) {
      now += random.nextInt(3) - (random.nextInt(50) == 0 ? 5 : 0); // a clock may be set back
      JsonNode state = state(random);
      ShadowDocument before = record == null ? ShadowDocument.EMPTY : record.document();

      ShadowDocument after = Merge.of(before, state, now);
      record = stored(ShadowRecord.next(record, after, now, "device:test"));

      apply(desired, state, "desired", now);
      apply(reported, state, "reported", now);
      assertThat(record.version()).isEqualTo(i);
      assertThat(record.document()).isEqualTo(after);
      assertThat(DocumentModel.flat(after.desired())).isEqualTo(desired.paths());
      assertThat(DocumentModel.flat(after.reported())).isEqualTo(reported.paths());
      assertThat(DocumentModel.leaves(after.delta())).isEqualTo(desired.leavesUnlike(reported));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void reportingTheDeltaLeavesNone(long seed) {
    Random random = new Random(seed);
    ShadowDocument document = ShadowDocument.EMPTY;
    for (int i = 0; i < UPDATES; i++) {
      document = Merge.of(document, state(random), i);
      Fields delta = document.delta();
      JsonNode values =
          ShadowJson.MAPPER.readTree(new ShadowWriter().values("reported", delta).toBytes());
      assertThat(Merge.of(document, values, i).delta().isEmpty()).isTrue();
    }
  }

  private static void apply(DocumentModel model, JsonNode state, String section, long now) {
    JsonNode patch = state.isNull() ? state : state.get(section);
    if (patch != null) {
      model.update(patch, now);
    }
  }

  private static ShadowRecord stored(ShadowRecord record) {
    RecordOutput out = new RecordOutput();
    ShadowRecord.CODEC.write(record, out);
    return ShadowRecord.CODEC.read(new RecordInput(out.toBytes()));
  }

  private static JsonNode state(Random random) {
    if (random.nextInt(60) == 0) {
      return JsonNodeFactory.instance.nullNode();
    }
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    for (String section : List.of("desired", "reported")) {
      if (random.nextBoolean()) {
        state.set(
            section,
            random.nextInt(40) == 0 ? JsonNodeFactory.instance.nullNode() : object(random, 3));
      }
    }
    return state;
  }

  private static ObjectNode object(Random random, int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int i = random.nextInt(4); i > 0; i--) {
      object.set(KEYS.get(random.nextInt(KEYS.size())), value(random, depth));
    }
    return object;
  }

  private static JsonNode value(Random random, int depth) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> json.nullNode();
      case 1 -> json.booleanNode(random.nextBoolean());
      case 2 -> json.stringNode(random.nextBoolean() ? "" : "ü\n\"€😀");
      case 3 -> array(random);
      case 4, 5 -> json.numberNode(random.nextInt(3));
      default -> object(random, depth - 1);
    };
  }

  private static ArrayNode array(Random random) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (int i = random.nextInt(3); i > 0; i--) {
      array.add(random.nextInt(2));
    }
    return array;
  }
}
