package io.edgecoordinator.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an MQTT 5 publisher may say about a message beside its payload (section 3.3.2.3), and what
 * is passed on to subscribers unchanged. Immutable; the bytes must not be changed.
 *
 * @param utf8 whether the publisher says that the payload is text in UTF-8
 * @param contentType what the payload is, or null
 * @param responseTopic where an answer is expected, or null
 * @param correlationData by which the asker tells answers apart, or null
 * @param user names and values, in order
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and never copied.
public record MessageProperties(
    boolean utf8,
    @Nullable String contentType,
    @Nullable String responseTopic,
    byte @Nullable [] correlationData,
    List<User> user) {

  /** Nothing said. */
  public static final MessageProperties NONE =
      new MessageProperties(false, null, null, null, List.of());

  public MessageProperties {
    user = List.copyOf(user);
  }

  /** Says whether nothing is said. */
  public boolean isEmpty() {
    return !utf8
        && contentType == null
        && responseTopic == null
        && correlationData == null
        && user.isEmpty();
  }

  /** Returns the same with other names and values. */
  public MessageProperties withUser(List<User> newUser) {
    return new MessageProperties(utf8, contentType, responseTopic, correlationData, newUser);
  }

  /** A name and a value; the same name may occur more than once. */
  public record User(String name, String value) {}
}
