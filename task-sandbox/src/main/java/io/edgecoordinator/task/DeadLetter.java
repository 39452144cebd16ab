package io.edgecoordinator.task;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.MessageProperties.User;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.event.TopicTemplate;
import io.edgecoordinator.event.Topics;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a call was given up, as it is told with its event.
 *
 * @param reason the kind, such as {@code timed-out} or {@code expired}
 * @param message one line
 * @param attempts how often the call was tried
 */
record DeadLetter(String reason, String message, int attempts) {

  /** Characters of the message that are told. */
  private static final int MOST = 1_000;

  /**
   * Returns the event that goes to the dead-letter topic: the payload that the task could not deal
   * with, and in user properties what happened.
   *
   * @param id of the new event
   * @param source the task
   * @throws IllegalArgumentException if the captures of the delivery do not give a topic
   */
  Event event(long id, Source.Task source, TaskDelivery delivery, TopicTemplate template) {
    String topic = template.fill(delivery.captures());
    Topics.validateName(topic);
    Event cause = delivery.event();
    return new Event(
        id,
        source,
        cause.device(),
        topic,
        cause.payload(),
        cause.qos(),
        false,
        cause.hops() + 1,
        Event.NEVER,
        properties(source, cause));
  }

  private MessageProperties properties(Source.Task source, Event cause) {
    MessageProperties said = cause.properties();
    List<User> user = new ArrayList<>(said.user());
    user.removeIf(property -> property.name().startsWith("dead-letter-"));
    user.add(new User("dead-letter-task", source.name()));
    user.add(new User("dead-letter-topic", cause.topic()));
    user.add(new User("dead-letter-event", cause.idText()));
    user.add(new User("dead-letter-reason", reason));
    user.add(new User("dead-letter-message", sendable(message)));
    user.add(new User("dead-letter-attempts", Integer.toString(attempts)));
    return said.withUser(user);
  }

  /** Returns a text as MQTT takes it (MQTT 5, section 1.5.4), and not too long. */
  private static String sendable(String text) {
    StringBuilder sendable = new StringBuilder();
    text.codePoints()
        .limit(MOST)
        .map(c -> Character.isISOControl(c) || isSurrogate(c) ? ' ' : c)
        .forEach(sendable::appendCodePoint);
    return sendable.toString();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
