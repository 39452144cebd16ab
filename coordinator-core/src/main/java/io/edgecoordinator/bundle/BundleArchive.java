package io.edgecoordinator.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A bundle from elsewhere, in memory: what it holds, what is signed of it, and whether the two
 * agree. Immutable. Reading blocks.
 */
public final class BundleArchive {

  private final Path origin;
  private final BundleContent content;
  private final String digest;

  private BundleArchive(Path origin, BundleContent content) {
    this.origin = origin;
    this.content = content;
    this.digest = content.digest();
  }

  /**
   * Reads a bundle, a zip or a folder.
   *
   * @throws IOException if it can't be read, or is a zip that nobody should unpack; the message
   *     names the entry that is to blame, but not the bundle
   */
  public static BundleArchive read(Path bundle) throws IOException {
    return new BundleArchive(bundle, BundleContent.read(bundle));
  }

  /**
   * Reads a zip that was announced.
   *
   * @param size bytes it must have
   * @param sha256 the digest that the zip as it is must have, 64 lower-case hexadecimal digits
   * @throws IOException as {@link #read(Path)}, or if it is another file
   */
  public static BundleArchive read(Path zip, long size, String sha256) throws IOException {
    long there = Files.size(zip);
    if (there != size) {
      throw new IOException("it has %,d bytes, and should have %,d".formatted(there, size));
    }
    String found = Sha256.hex(zip);
    if (!found.equals(sha256)) {
      throw new IOException("its SHA-256 is %s, and should be %s".formatted(found, sha256));
    }
    return read(zip);
  }

  /** Returns the same, with another name for it in messages: people don't know where it lies. */
  public BundleArchive shownAs(String name) {
    return new BundleArchive(Path.of(name), content);
  }

  /** Returns the digest of its files, which is what is signed. */
  public String digest() {
    return digest;
  }

  /** Returns the signature (JWS) it carries, whoever made it, or null if it carries none. */
  public @Nullable String signature() {
    return content.signature();
  }

  /**
   * Returns the bundle, of which everything was checked that can be without running its tasks.
   *
   * @throws BundleException if something is wrong with it; names all of it
   */
  public Bundle unsigned() {
    return BundleLoader.bundle(origin, content, null);
  }

  /**
   * Returns the bundle, checked as {@link #unsigned}, of an archive that was verified before and is
   * still the same.
   *
   * @param signer whose signature it came with; null if it needed none
   */
  public Bundle verifiedBefore(@Nullable String signer) {
    return BundleLoader.bundle(origin, content, signer);
  }

  /**
   * Returns the bundle, checked as {@link #unsigned} and to be what was signed.
   *
   * @param signed what is signed, and by whom
   * @param jws the signature of that; if the archive carries one it must be the same
   * @throws UntrustedException if the archive is not what is signed
   * @throws BundleException if something is wrong with the bundle
   */
  public Bundle signed(Signed signed, String jws) throws UntrustedException {
    BundleStatement statement = signed.statement();
    String own = content.signature();
    if (own != null && !own.equals(jws)) {
      throw new UntrustedException("the archive carries another signature than was announced");
    }
    requireDigest(statement);
    Bundle bundle = BundleLoader.bundle(origin, content, signed.signer());
    requireName(bundle, statement);
    return bundle;
  }

  /**
   * Checks that a statement is about the version of the name that a bundle has.
   *
   * @throws UntrustedException if it is about another
   */
  public static void requireName(Bundle bundle, BundleStatement statement)
      throws UntrustedException {
    if (!bundle.name().equals(statement.bundle())
        || !bundle.version().equals(statement.version())) {
      throw new UntrustedException(
          "it is %s %s, but signed is %s %s"
              .formatted(bundle.name(), bundle.version(), statement.bundle(), statement.version()));
    }
  }

  private void requireDigest(BundleStatement statement) throws UntrustedException {
    if (!digest.equals(statement.content())) {
      throw new UntrustedException(
          "its files are not those that were signed: their digest is %s, signed is %s"
              .formatted(digest, statement.content()));
    }
  }

  /**
   * Returns what the signature it carries says of it, if that is true of what it holds. Whether the
   * signature is good takes {@link TrustedKeys}.
   *
   * @throws UntrustedException if it carries none, or not one of what it holds
   */
  public Claim claim() throws UntrustedException {
    String own = content.signature();
    if (own == null) {
      throw new UntrustedException("there is no signature");
    }
    Jws jws = Jws.parse(own);
    requireDigest(jws.statement());
    return new Claim(jws.statement(), jws.key());
  }

  /**
   * What a signature says that nobody has verified. Immutable.
   *
   * @param key the id of the key it says it was made with
   */
  public record Claim(BundleStatement statement, String key) {}
}
