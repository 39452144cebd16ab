package io.edgecoordinator.task.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameAssemblerTest {

  private final List<String> seen = new ArrayList<>();
  private final FrameAssembler assembler =
      new FrameAssembler(
          (type, reader) -> seen.add(type + " " + reader.readInt() + " " + reader.readText()));

  private static byte[] frames() {
    FrameWriter writer = new FrameWriter();
    writer.begin(FrameType.LOG).putInt(7).putText("grüß").end();
    writer.begin(FrameType.HELLO).putInt(8).putText("").end();
    return writer.take();
  }

  @Test
  void framesComeOutWhereverTheStreamIsCut() {
    byte[] frames = frames();
    for (int cut = 0; cut <= frames.length; cut++) {
      seen.clear();
      assembler.feed(ByteBuffer.wrap(frames, 0, cut));
      assembler.feed(ByteBuffer.wrap(frames, cut, frames.length - cut));
      assertThat(seen).containsExactly("LOG 7 grüß", "HELLO 8 ");
    }
  }

  @Test
  void lengthThatLiesIsRefused() {
    for (int length : new int[] {0, -1, Integer.MIN_VALUE, FrameAssembler.MAX_FRAME + 1}) {
      assertThatThrownBy(() ->
              new FrameAssembler((type, reader) -> {})
                  .feed(ByteBuffer.allocate(5).putInt(length).put((byte) 1).flip()))
          .isInstanceOf(MalformedFrameException.class);
    }
  }

  @Test
  void fieldThatReachesBeyondItsFrameIsRefused() {
    ByteBuffer frame = ByteBuffer.allocate(13).putInt(9).put((byte) 1).putInt(1).putInt(1000);
    assertThatThrownBy(() -> assembler.feed(frame.flip()))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void unknownTypeIsRefused() {
    assertThatThrownBy(() -> assembler.feed(ByteBuffer.allocate(5).putInt(1).put((byte) 99).flip()))
        .isInstanceOf(MalformedFrameException.class);
  }
}
