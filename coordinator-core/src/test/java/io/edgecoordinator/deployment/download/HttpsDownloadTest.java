package io.edgecoordinator.deployment.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.edgecoordinator.deployment.Download;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles that come from a real web server, over TLS. */
class HttpsDownloadTest {

  private static final int BLOCK = BlockFile.BLOCK_BYTES;
  private static final DownloadLimits LIMITS =
      new DownloadLimits(
          32L << 20, 1 << 20, 32, 64, 4, Duration.ofSeconds(1), Duration.ofSeconds(2));

  private final Loop loop = new Loop();
  private final byte[] content = BlockDownloadTest.content(40 * BLOCK + 77);
  private final List<String> ranges = new ArrayList<>();
  @TempDir private Path folder;
  private Path file;
  private Path ca;
  private int port;
  private String etag = "\"one\"";
  private Handler<HttpServerRequest> server = this::serve;

  @BeforeEach
  void start() throws Exception {
    file = folder.resolve("bundle.part");
    ca = folder.resolve("ca.pem");
    X509Bundle authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=Test CA")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(ca, authority.getCertificatePEM());
    X509Bundle own =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=server")
            .addSanDnsName("localhost")
            .buildIssuedBy(authority);
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addKeyValue(Buffer.buffer(own.getPrivateKeyPEM()))
                    .addCertValue(Buffer.buffer(own.getCertificatePEM())));
    port =
        loop.await(() ->
                loop.vertx
                    .createHttpServer(options)
                    .requestHandler(request -> {
                      ranges.add(String.valueOf(request.getHeader("Range")));
                      server.handle(request);
                    })
                    .listen(0, "127.0.0.1"))
            .actualPort();
  }

  @AfterEach
  void stop() throws Exception {
    loop.close();
  }

  /** Serves the content, or a part of it. */
  private void serve(HttpServerRequest request) {
    String range = request.getHeader("Range");
    String only = request.getHeader("If-Range");
    HttpServerResponse response = request.response().putHeader("ETag", etag);
    if (range == null || (only != null && !only.equals(etag))) {
      response.end(Buffer.buffer(content));
      return;
    }
    String[] ends = range.replace("bytes=", "").split("-", -1);
    int from = Integer.parseInt(ends[0]);
    int to = Integer.parseInt(ends[1]) + 1;
    response
        .setStatusCode(206)
        .putHeader("Content-Range", "bytes %d-%d/%d".formatted(from, to - 1, content.length))
        .end(Buffer.buffer(content).slice(from, to));
  }

  /** Serves as it should, but breaks off after some bytes. */
  private void breakOff(HttpServerRequest request, int after) {
    request
        .response()
        .putHeader("ETag", etag)
        .putHeader("Content-Length", Integer.toString(content.length))
        .write(Buffer.buffer(content).slice(0, after))
        .onComplete(_ -> loop.vertx.setTimer(50, _ -> request.connection().close()));
  }

  @Test
  void aFileComesWhole() throws Exception {
    fetch();
    assertThat(ranges).containsExactly("null");
    assertThat(folder.resolve("bundle.part.blocks")).doesNotExist();
  }

  @Test
  void afterABreakOnlyTheRestIsAskedFor() throws Exception {
    server =
        request -> {
          server = this::serve;
          breakOff(request, 10 * BLOCK + 5);
        };
    fetch();
    assertThat(ranges)
        .containsExactly("null", "bytes=%d-%d".formatted(10 * BLOCK, content.length - 1));
  }

  @Test
  void afterARestartOnlyTheRestIsAskedFor() throws Exception {
    server = request -> breakOff(request, 20 * BLOCK);
    Download first = loop.get(() -> downloads(ca).of(install(""), file));
    CompletableFuture<Void> done = loop.begin(first::start);
    loop.until(() -> first.received() == 20 * BLOCK);
    loop.get(() -> {
      first.stop();
      return null;
    });
    assertThatThrownBy(() -> done.get(10, TimeUnit.SECONDS)).hasMessageContaining("stopped");
    ranges.clear();
    server = this::serve;
    fetch();
    assertThat(ranges).containsExactly("bytes=%d-%d".formatted(20 * BLOCK, content.length - 1));
  }

  @Test
  void anotherFileAtTheAddressBeginsAnew() throws Exception {
    server =
        request -> {
          server = this::serve;
          breakOff(request, 10 * BLOCK);
          etag = "\"two\"";
        };
    fetch();
    assertThat(ranges).hasSize(2);
  }

  @Test
  void aServerWithoutPartsIsAskedForAll() throws Exception {
    Handler<HttpServerRequest> plain = request -> request.response().end(Buffer.buffer(content));
    server =
        request -> {
          server = plain;
          breakOff(request, 10 * BLOCK);
        };
    fetch();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410})
  void whatWillNotBeThereEndsIt(int status) {
    server = request -> request.response().setStatusCode(status).end();
    assertThatThrownBy(this::fetch)
        .hasMessageContaining("https://localhost/bundle.zip: it answers " + status)
        .hasMessageNotContaining("secret");
  }

  @Test
  void whatPassesIsAskedForAgain() throws Exception {
    server =
        request -> {
          server = this::serve;
          request.response().setStatusCode(503).end();
        };
    fetch();
    assertThat(ranges).hasSize(2);
  }

  @Test
  void aServerThatStallsIsAskedAgain() throws Exception {
    server =
        request -> {
          server = this::serve;
          request
              .response()
              .putHeader("ETag", etag)
              .putHeader("Content-Length", Integer.toString(content.length))
              .write(Buffer.buffer(content).slice(0, 5 * BLOCK));
        };
    fetch();
    assertThat(ranges.getLast()).startsWith("bytes=" + 5 * BLOCK);
  }

  @Test
  void aFileOfAnotherSizeIsRefused() {
    server = request -> request.response().end(Buffer.buffer(content).slice(0, 100));
    assertThatThrownBy(this::fetch)
        .hasMessageContaining("it has 100 bytes there, and the bundle has " + content.length);
  }

  @Test
  void moreThanWasAnnouncedIsNotTaken() {
    server =
        request -> {
          HttpServerResponse response = request.response().setChunked(true);
          response.write(Buffer.buffer(content));
          response.write(Buffer.buffer(content));
          response.end();
        };
    assertThatThrownBy(this::fetch).hasMessageContaining("it sends more than");
    assertThat(file.toFile().length()).isLessThanOrEqualTo(content.length);
  }

  @Test
  void aServerWithACertificateNobodyTrustsIsRefused() {
    assertThatThrownBy(() -> loop.await(() -> downloads(null).of(install(""), file).start()))
        .hasMessageContaining("its certificate is not good");
    assertThat(ranges).isEmpty();
  }

  @Test
  void aServerWithACertificateOfAnotherNameIsRefused() {
    assertThatThrownBy(() ->
            loop.await(() ->
                downloads(ca)
                    .of(install("https://127.0.0.1:" + port + "/bundle.zip"), file)
                    .start()))
        .hasMessageContaining("its certificate is not good");
  }

  @Test
  void aServerMayLeadOn() throws Exception {
    server =
        request -> {
          server = this::serve;
          request.response().setStatusCode(302).putHeader("Location", "/elsewhere.zip").end();
        };
    fetch();
  }

  @Test
  void aServerMayNotLeadToWhereThereIsNoTls() {
    server =
        request ->
            request
                .response()
                .setStatusCode(302)
                .putHeader("Location", "http://localhost/bundle.zip")
                .end();
    assertThatThrownBy(this::fetch).hasMessageContaining("is not https");
  }

  @Test
  void aServerMayNotLeadOnForEver() {
    server =
        request -> request.response().setStatusCode(302).putHeader("Location", "/bundle.zip").end();
    assertThatThrownBy(this::fetch).hasMessageContaining("leads on more than 5 times");
    assertThat(ranges).hasSize(6);
  }

  private void fetch() throws Exception {
    loop.await(() -> downloads(ca).of(install(""), file).start());
    assertThat(file).hasBinaryContent(content);
  }

  private NetworkDownloads downloads(@Nullable Path trusted) {
    return new NetworkDownloads(
        loop.context,
        new BrokerLink(loop.vertx, 1, "coordinators/box-1/"),
        trusted,
        LIMITS,
        new DownloadCounters());
  }

  private Install install(String url) {
    return new Install(
        "d-1",
        "cold-chain",
        "1.4.0",
        content.length,
        BlockDownloadTest.digest(content),
        null,
        url.isEmpty() ? "https://localhost:" + port + "/bundle.zip?secret=x" : url);
  }
}
