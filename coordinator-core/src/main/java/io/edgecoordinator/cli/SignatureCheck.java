package io.edgecoordinator.cli;

import io.edgecoordinator.bundle.Bundle;
import io.edgecoordinator.bundle.BundleArchive;
import io.edgecoordinator.bundle.Signed;
import io.edgecoordinator.bundle.TrustedKeys;
import io.edgecoordinator.bundle.UntrustedException;
import io.edgecoordinator.config.Configuration.Trust;
import io.edgecoordinator.document.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle's signature is worth.
 *
 * @param content the digest that is signed
 * @param key the id of the key that has signed it, or that the signature names; null if there is no
 *     signature, or none that can be read
 * @param verified the file of the key with which it was verified, or null
 * @param fault what is wrong with it, or null
 */
record SignatureCheck(
    String content, @Nullable String key, @Nullable Path verified, @Nullable Fault fault) {

  /**
   * Checks a bundle's signature.
   *
   * @param keys the public keys with one of which it must be signed; none to take it as it is
   */
  static SignatureCheck of(Bundle bundle, List<Path> keys) {
    String place = bundle.origin() + "/bundle.jws";
    BundleArchive archive;
    try {
      archive = BundleArchive.read(bundle.origin());
    } catch (IOException gone) {
      throw PackCommand.failure(bundle.origin(), gone);
    }
    String jws = archive.signature();
    try {
      if (jws == null && keys.isEmpty()) {
        return new SignatureCheck(archive.digest(), null, null, null);
      }
      if (keys.isEmpty()) {
        BundleArchive.Claim claim = archive.claim();
        BundleArchive.requireName(bundle, claim.statement());
        return new SignatureCheck(archive.digest(), claim.key(), null, null);
      }
      List<String> all = List.of("*");
      TrustedKeys trusted =
          TrustedKeys.read(keys.stream().map(file -> new Trust(file, all)).toList());
      Signed signed = trusted.verify(jws);
      archive.signed(signed, String.valueOf(jws));
      String signer = signed.signer();
      return new SignatureCheck(archive.digest(), signer, trusted.fileOf(signer), null);
    } catch (UntrustedException wrong) {
      Fault fault = new Fault(place, 0, 0, String.valueOf(wrong.getMessage()));
      return new SignatureCheck(archive.digest(), null, null, fault);
    }
  }

  /** Returns it as a line for people. */
  String line() {
    if (key == null) {
      return "it is not signed";
    }
    return verified == null
        ? "it says it is signed with key %s; --key FILE.pub checks that"
            .formatted(Printable.of(key))
        : "it is signed with key %s (%s)".formatted(key, verified);
  }

  /** Returns it as JSON. */
  Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("content", content);
    if (key != null) {
      view.put("key", key);
      view.put("verified", verified != null);
    }
    return view;
  }
}
