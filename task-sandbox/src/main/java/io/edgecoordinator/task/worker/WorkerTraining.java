package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.lockdown.Lockdown;
import io.edgecoordinator.task.wire.ExitStatus;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Does in a process of its own what workers do, so that the JVM can write down what it learnt: run
 * with {@code -XX:AOTCacheOutput}, it leaves the cache that makes workers start fast.
 */
public final class WorkerTraining {

  private static final int CALLS = 20_000;

  private static final GuestLimits LIMITS =
      new GuestLimits(Duration.ofSeconds(2), 64 << 20, 100, 1 << 20, 1_000_000, 64 << 10);

  private static final String MODULE =
      """
      import { limit } from './limit.js';
      export async function handler(event, context) {
        if (event.broken) throw new Error('broken');
        if (event.seq % 1000 === 0) context.log.info('at', event.seq, { of: context.captures.n });
        if (event.seq % 100 === 0) context.publish('out/all', { base64: 'AAEC' });
        return { topic: `out/${context.captures.n}`, payload: { ...event, limit, warm: event.temp > limit } };
      }
      """;

  private static final String COMMON_JS =
      """
      const { limit } = require('./limit.cjs');
      exports.handler = ({ dev, seq, temp }, context) => ({ dev, seq, limit, warm: temp > limit });
      """;

  private static final String PYTHON =
      """
      import datetime, logging, json, math, re
      from limit import limit

      def handler(event, context):
          if event.get('broken'):
              raise ValueError('broken')
          if event['seq'] % 1000 == 0:
              logging.info('at %d', event['seq'])
              print(json.loads(json.dumps(event)), context.captures['n'])
          if event['seq'] % 100 == 0:
              context.publish('out/all', bytes([0, 1, 2]))
          return {'topic': f"out/{context.captures['n']}", 'payload': {**event, 'limit': limit, 'warm': event['temp'] > limit}}
      """;

  private WorkerTraining() {}

  /**
   * Runs the exercise.
   *
   * @param arguments the language of the workers that the cache is for, then {@code compiled} if
   *     guest code has to be compiled; if it is not, the training ends with the status {@link
   *     ExitStatus#INTERPRETED}
   */
  public static void main(String[] arguments) throws InterruptedException {
    Outbox outbox = new Outbox(Channels.newChannel(OutputStream.nullOutputStream()));
    // Not enforced: the JVM has a file to write and a process to start.
    Lockdown.prepare();
    GuestLanguage language = WorkerMain.language(arguments[0]);
    if (List.of(arguments).contains("compiled")
        && !(language instanceof JsLanguage js && js.compiles())) {
      Runtime.getRuntime().halt(ExitStatus.INTERPRETED);
    }
    Map<String, byte[]> files =
        Map.of(
            "module.js", bytes(MODULE),
            "common.js", bytes(COMMON_JS),
            "limit.js", bytes("export const limit = 25;"),
            "limit.cjs", bytes("exports.limit = 25;"),
            "script.py", bytes(PYTHON),
            "limit.py", bytes("limit = 25"));
    List<String> handlers =
        arguments[0].equals("js") ? List.of("module", "common") : List.of("script", "script");
    CountDownLatch done = new CountDownLatch(handlers.size());
    for (String file : handlers) {
      Thread.ofPlatform().start(() -> exercise(language, file, files, outbox, done));
    }
    done.await();
  }

  private static void exercise(
      GuestLanguage language,
      String file,
      Map<String, byte[]> files,
      Outbox outbox,
      CountDownLatch done) {
    GuestDefinition definition =
        new GuestDefinition(1, file, file, "handler", false, LIMITS, Map.of("LIMIT", "25"), files);
    Guest guest =
        language.create(definition, new HostLink(1, outbox, new TaskLog(1, outbox, 64 << 10)));
    try {
      guest.load();
      for (int seq = 0; seq < CALLS; seq++) {
        call(guest, seq, outbox);
      }
    } catch (LoadFailedException impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      guest.close();
      done.countDown();
    }
  }

  private static void call(Guest guest, int seq, Outbox outbox) {
    String payload =
        seq % 5_000 == 1
            ? "{\"broken\":true}"
            : "{\"dev\":3,\"seq\":%d,\"temp\":%d.5,\"unit\":\"C\"}".formatted(seq, seq % 40);
    String about = "1\0" + "0123456789abcdef\0\0devices/3/telemetry\0box\0n\0003";
    GuestCall call = new GuestCall(seq, Long.MAX_VALUE, about, bytes(payload));
    try {
      outbox.completed(1, seq, 1_000, guest.call(call));
    } catch (CallFailedException broken) {
      outbox.failed(1, seq, 1_000, broken);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
