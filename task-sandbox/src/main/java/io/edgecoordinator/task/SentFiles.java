package io.edgecoordinator.task;

import io.edgecoordinator.task.wire.FrameType;
import io.edgecoordinator.task.wire.FrameWriter;
import java.util.HashMap;
import java.util.Map;

/**
 * Which bundles' files a worker has. It gets them before the first environment that loads from them
 * and forgets them after the last. Belongs to the event loop.
 */
final class SentFiles {

  private final FrameWriter outgoing;
  private final Map<BundleFiles, Sent> sent = new HashMap<>();
  private int last;

  /** Files by their number in this worker, and how many environments use them. */
  private static final class Sent {
    final int id;
    int users;

    Sent(int id) {
      this.id = id;
    }
  }

  SentFiles(FrameWriter outgoing) {
    this.outgoing = outgoing;
  }

  /** One more environment uses the files. Returns their number. */
  int use(BundleFiles files) {
    Sent known = sent.computeIfAbsent(files, this::send);
    known.users++;
    return known.id;
  }

  private Sent send(BundleFiles files) {
    int id = ++last;
    outgoing.begin(FrameType.FILES).putInt(id).putInt(files.contents().size());
    files.contents().forEach((path, content) -> outgoing.putText(path).putBytes(content));
    outgoing.end();
    return new Sent(id);
  }

  /** One environment less uses the files. */
  void release(BundleFiles files) {
    Sent known = sent.get(files);
    if (known != null && --known.users == 0) {
      sent.remove(files);
      outgoing.begin(FrameType.FORGET).putInt(known.id).end();
    }
  }

  int size() {
    return sent.size();
  }
}
