package io.edgecoordinator.task.worker;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The files of a bundle as {@code import} sees them. The language asks for the path of the module
 * that imports, and then for what it imports: that is how a package is found from where it is
 * wanted. A CommonJS file or a built-in module is stood for by a made-up ES module under {@code
 * /commonjs} that exports what the other one does. For one context.
 */
final class JsFileSystem extends BundleFileSystem {

  private static final Path STAND_INS = Path.of("/commonjs");

  private final JsBundle bundle;
  private final Predicate<String> isModule;
  private final Function<String, String> standIn;
  private String importer = "";

  /**
   * Creates one.
   *
   * @param isModule whether a file is an ES module
   * @param standIn the text of the ES module that stands for a CommonJS file or a built-in module
   */
  JsFileSystem(JsBundle bundle, Predicate<String> isModule, Function<String, String> standIn) {
    super(bundle.files());
    this.bundle = bundle;
    this.isModule = isModule;
    this.standIn = standIn;
  }

  @Override
  public Path parsePath(URI uri) {
    try {
      return NodeResolution.BUILT_IN.equals(uri.getScheme() + ":")
          ? find(uri.toString())
          : super.parsePath(uri);
    } catch (IllegalArgumentException none) {
      // After that, the language would look whether it can be had from the network.
      throw new SecurityException(none.getMessage(), none);
    }
  }

  @Override
  public Path parsePath(String path) {
    if (path.startsWith("/")) {
      Path absolute = Path.of(path);
      importer = absolute.startsWith(ROOT) ? ROOT.relativize(absolute).toString() : "";
      return absolute;
    }
    boolean relative = path.equals(".") || path.equals("..") || path.matches("\\.\\.?/.*");
    return relative || path.isEmpty() ? Path.of(path) : find(path);
  }

  private Path find(String wanted) {
    return standing(bundle.resolution().resolve(importer, wanted, NodeResolution.Kind.IMPORT));
  }

  private Path standing(String found) {
    boolean asItIs = bundle.contains(found) && (found.endsWith(".json") || isModule.test(found));
    return (asItIs ? ROOT : STAND_INS).resolve(found);
  }

  @Override
  public Path toRealPath(Path path, LinkOption... linkOptions) throws NoSuchFileException {
    Path absolute = toAbsolutePath(path).normalize();
    if (absolute.startsWith(STAND_INS)) {
      return absolute;
    }
    if (!absolute.startsWith(ROOT)) {
      throw new NoSuchFileException(path.toString());
    }
    String file = ROOT.relativize(absolute).toString();
    if (!bundle.contains(file)) {
      try {
        file = bundle.resolution().resolve("", "./" + file, NodeResolution.Kind.IMPORT);
      } catch (IllegalArgumentException none) {
        throw new NoSuchFileException(path.toString());
      }
    }
    return standing(file);
  }

  @Override
  byte[] content(Path path) throws NoSuchFileException {
    Path absolute = toAbsolutePath(path).normalize();
    if (absolute.startsWith(STAND_INS)) {
      String file = STAND_INS.relativize(absolute).toString();
      return standIn.apply(file).getBytes(StandardCharsets.UTF_8);
    }
    return super.content(path);
  }
}
