package io.edgecoordinator.task.wire;

/** The other end sent something that is no frame. The connection can't be used any more. */
public final class MalformedFrameException extends RuntimeException {

  private static final long serialVersionUID = 1;

  MalformedFrameException(String message) {
    super(message);
  }
}
