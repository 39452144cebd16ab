package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.shadow.ShadowAnswer;
import io.edgecoordinator.shadow.ShadowDocument;
import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.ShadowNode;
import io.edgecoordinator.shadow.ShadowNode.Fields;
import io.edgecoordinator.shadow.ShadowNode.Leaf;
import io.edgecoordinator.shadow.ShadowOperation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Clients on both sides that write at random, and what each side was told last of each value. */
final class Writers {

  static final List<ShadowName> SHADOWS =
      List.of(ShadowName.classic("a"), ShadowName.classic("b"), new ShadowName("a", "x"));

  static final List<String> PATHS =
      List.of(
          "desired.k", "desired.o.x", "desired.o.y", "reported.k", "reported.o.x", "reported.o.y");

  /** A value of one shadow. */
  record Place(ShadowName shadow, String path) {}

  /**
   * What a side was told of a value.
   *
   * @param value null if it was removed
   * @param seconds when, by the side's clock
   */
  record Said(@Nullable Integer value, long seconds) {}

  final Map<Place, Said> here = new HashMap<>();
  final Map<Place, Said> there = new HashMap<>();
  private final Random random;
  private final World world;
  private int values;

  Writers(World world, Random random) {
    this.world = world;
    this.random = random;
  }

  /** Writes something on one side. What is rejected counts as not said. */
  void write(boolean onBox) {
    ShadowName shadow = SHADOWS.get(random.nextInt(SHADOWS.size()));
    Map<Place, Said> said = onBox ? here : there;
    if (random.nextInt(12) == 0) {
      ask(
          onBox,
          shadow,
          ShadowOperation.DELETE,
          "",
          seconds ->
              PATHS.forEach(path -> said.put(new Place(shadow, path), new Said(null, seconds))));
      return;
    }
    String path = PATHS.get(random.nextInt(PATHS.size()));
    Integer value = random.nextInt(4) == 0 ? null : Integer.valueOf(++values);
    String json = String.valueOf(value);
    String[] steps = path.split("\\.", -1);
    for (int i = steps.length - 1; i >= 0; i--) {
      json = "{\"" + steps[i] + "\":" + json + "}";
    }
    ask(
        onBox,
        shadow,
        ShadowOperation.UPDATE,
        "{\"state\":" + json + "}",
        seconds -> said.put(new Place(shadow, path), new Said(value, seconds)));
  }

  private interface Told {
    void at(long seconds);
  }

  private void ask(
      boolean onBox, ShadowName shadow, ShadowOperation operation, String payload, Told told) {
    if (onBox) {
      world.box.ask(shadow, operation, payload, answer -> tell(answer, told));
    } else {
      world.atCloud(shadow, operation, payload, answer -> tell(answer, told));
    }
  }

  private static void tell(ShadowAnswer answer, Told told) {
    if (answer instanceof ShadowAnswer.Accepted(var document)) {
      told.at(new JsonMapper().readTree(document.bytes()).get("timestamp").longValue());
    }
  }

  /** Returns what the sides were told last of a value; what was never there, if nothing. */
  List<Said> lastOf(Place place) {
    List<Said> last =
        Stream.of(here.get(place), there.get(place)).filter(Objects::nonNull).toList();
    return last.isEmpty() ? List.of(new Said(null, 0)) : last;
  }

  /** Returns what a document says at a place, null for nothing. */
  static @Nullable Integer value(@Nullable ShadowDocument document, String path) {
    if (document == null) {
      return null;
    }
    String[] steps = path.split("\\.", -1);
    ShadowNode node = steps[0].equals("desired") ? document.desired() : document.reported();
    for (int i = 1; i < steps.length; i++) {
      node = node instanceof Fields fields ? fields.fields().get(steps[i]) : null;
    }
    return node instanceof Leaf leaf ? Integer.valueOf(leaf.value().intValue()) : null;
  }
}
