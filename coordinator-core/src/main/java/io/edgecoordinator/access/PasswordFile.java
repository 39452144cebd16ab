package io.edgecoordinator.access;

import io.edgecoordinator.document.Faults;
import io.edgecoordinator.document.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file with one {@code user:hash} a line. Blank lines and lines that begin with {@code #} are for
 * people. Immutable.
 */
public final class PasswordFile {

  private static final int MAX_BYTES = 64 << 20;

  private final Map<String, PasswordHash> hashes;

  private PasswordFile(Map<String, PasswordHash> hashes) {
    this.hashes = Map.copyOf(hashes);
  }

  /** Returns the hash of a user's password, or null if there is no such user. */
  @Nullable PasswordHash hashOf(String user) {
    return hashes.get(user);
  }

  /** Reads a file; what is wrong with it goes to the faults. */
  static Optional<PasswordFile> read(Path file, Faults faults) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        faults.add(file.toString(), "has more than " + MAX_BYTES + " bytes");
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(file);
      Map<String, PasswordHash> hashes = new HashMap<>();
      for (int i = 0; i < lines.size(); i++) {
        readLine(lines.get(i), file.toString(), i + 1, hashes, faults);
      }
      return Optional.of(new PasswordFile(hashes));
    } catch (NoSuchFileException missing) {
      faults.add(file.toString(), "there is no such file; `coordinator passwd` makes it");
    } catch (IOException unreadable) {
      faults.add(file.toString(), "cannot be read: " + unreadable.getMessage());
    }
    return Optional.empty();
  }

  private static void readLine(
      String line, String file, int number, Map<String, PasswordHash> hashes, Faults faults) {
    if (isComment(line)) {
      return;
    }
    String user = userOf(line);
    if (user.length() == line.length()) {
      faults.add(new Position(file, number, 1), "expected USER:HASH");
      return;
    }
    DeviceNames.fault(user).ifPresent(fault -> faults.add(new Position(file, number, 1), fault));
    try {
      PasswordHash hash = PasswordHash.parse(line.substring(user.length() + 1).strip());
      if (hashes.putIfAbsent(user, hash) != null) {
        faults.add(new Position(file, number, 1), "user \"" + user + "\" occurs twice");
      }
    } catch (IllegalArgumentException wrong) {
      int column = user.codePointCount(0, user.length()) + 2;
      faults.add(new Position(file, number, column), String.valueOf(wrong.getMessage()));
    }
  }

  /**
   * Puts a user's hash into a file, which need not exist, in place of the one he had. Other lines
   * stay as they are. Whoever reads the file meanwhile finds it as it was or as it is then; only
   * its owner may.
   *
   * @throws IllegalArgumentException if that is no name for a user
   */
  public static void put(Path file, String user, PasswordHash hash) throws IOException {
    DeviceNames.fault(user)
        .or(() -> user.indexOf(':') < 0 ? Optional.empty() : Optional.of("a ':' in " + user))
        .or(() -> user.startsWith("#") ? Optional.of("a '#' in " + user) : Optional.empty())
        .ifPresent(fault -> {
          throw new IllegalArgumentException(fault);
        });
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    List<String> changed = new ArrayList<>(lines);
    changed.removeIf(line -> !isComment(line) && userOf(line).equals(user));
    changed.add(user + ":" + hash);
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path temporary = createPrivate(target);
    try {
      Files.write(temporary, changed);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static Path createPrivate(Path target) throws IOException {
    Path folder = target.getParent();
    String name = "." + target.getFileName();
    boolean posix = folder != null && Files.getFileStore(folder).supportsFileAttributeView("posix");
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    return posix
        ? Files.createTempFile(folder, name, ".tmp", owner)
        : Files.createTempFile(folder, name, ".tmp");
  }

  private static boolean isComment(String line) {
    return line.isBlank() || line.startsWith("#");
  }

  private static String userOf(String line) {
    int colon = line.indexOf(':');
    return colon < 0 ? line : line.substring(0, colon);
  }
}
