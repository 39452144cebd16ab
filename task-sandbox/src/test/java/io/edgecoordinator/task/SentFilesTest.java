package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.task.wire.FrameAssembler;
import io.edgecoordinator.task.wire.FrameType;
import io.edgecoordinator.task.wire.FrameWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SentFilesTest {

  private final FrameWriter outgoing = new FrameWriter();
  private final SentFiles files = new SentFiles(outgoing);
  private final BundleFiles bundle = new BundleFiles(Map.of("a.js", new byte[3]));

  private List<FrameType> frames() {
    List<FrameType> types = new ArrayList<>();
    new FrameAssembler((type, _) -> types.add(type)).feed(ByteBuffer.wrap(outgoing.take()));
    return types;
  }

  @Test
  void areSentOnceAndForgottenAfterTheLastUse() {
    int id = files.use(bundle);
    assertThat(files.use(bundle)).isEqualTo(id);
    assertThat(frames()).containsExactly(FrameType.FILES);
    files.release(bundle);
    assertThat(frames()).isEmpty();
    files.release(bundle);
    assertThat(frames()).containsExactly(FrameType.FORGET);
  }

  @Test
  void getAnotherNumberWhenTheyComeBack() {
    int id = files.use(bundle);
    files.release(bundle);
    assertThat(files.use(bundle)).isNotEqualTo(id);
    assertThat(frames()).containsExactly(FrameType.FILES, FrameType.FORGET, FrameType.FILES);
  }
}
