package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.RequestKind;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one environment to the coordinator and the answers to them. {@link #answer} may
 * be called from any thread.
 */
final class HostLink implements Host {

  /** How long one wait for an answer takes at most, in nanoseconds; then it begins again. */
  private static final long ROUND = 1_000_000_000;

  private final int environment;
  private final Outbox outbox;
  private final TaskLog log;
  private final LinkedBlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
  private long call;
  private int lastRequest;
  private int firstOfCall;

  HostLink(int environment, Outbox outbox, TaskLog log) {
    this.environment = environment;
    this.outbox = outbox;
    this.log = log;
  }

  /** Begins a call: answers to what earlier ones asked are not for it. */
  void nextCall(long id) {
    call = id;
    firstOfCall = lastRequest + 1;
    replies.clear();
  }

  /** Takes an answer from the coordinator. */
  void answer(Reply reply) {
    replies.add(reply);
  }

  @Override
  public void log(int level, String text) {
    log.line(level, text);
  }

  @Override
  public Reply request(RequestKind kind, String argument, byte @Nullable [] content)
      throws InterruptedException {
    int id = send(kind, argument, content);
    for (; ; ) {
      Reply reply = next(System.nanoTime() + ROUND);
      if (reply != null && reply.request() == id) {
        return reply;
      }
    }
  }

  @Override
  public int send(RequestKind kind, String argument, byte @Nullable [] content)
      throws InterruptedException {
    int id = ++lastRequest;
    outbox.request(environment, call, id, kind, argument, content);
    return id;
  }

  @Override
  public @Nullable Reply next(long until) throws InterruptedException {
    Reader.relieveCurrent();
    for (Reply reply; ; ) {
      reply = replies.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (reply == null || reply.request() >= firstOfCall) {
        return reply;
      }
    }
  }
}
