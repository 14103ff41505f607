package io.acceptlag.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys for TLS, made with the keytool of the JVM that runs the tests. */
final class Keystore {
  private static final String PASSWORD = "changeit";

  private Keystore() {}

  /** Makes a PKCS12 file that every JDK from 8 on reads, with password "changeit". */
  static Path create(Path file) throws IOException, InterruptedException {
    add(file, "server", "CN=localhost");
    return file;
  }

  /**
   * Adds a key with its certificate, which it has signed itself unless an option says otherwise.
   *
   * @param options more of them for {@code keytool -genkeypair}
   */
  static void add(Path file, String alias, String name, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                // The newer algorithms are unknown to JDK 8 before update 301.
                "-J-Dkeystore.pkcs12.legacy",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "RSA",
                "-dname",
                name,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(options));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + output);
    }
  }

  /** Its certificate, as a PEM file beside it. */
  static Path certificate(Path file, String alias) throws IOException, GeneralSecurityException {
    return pem(file, alias + ".pem", "CERTIFICATE", load(file).getCertificate(alias).getEncoded());
  }

  /** Its key in PKCS 8, as a PEM file beside it. */
  static Path key(Path file, String alias) throws IOException, GeneralSecurityException {
    Key key = load(file).getKey(alias, PASSWORD.toCharArray());
    return pem(file, alias + ".key", "PRIVATE KEY", key.getEncoded());
  }

  private static Path pem(Path file, String name, String what, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file.resolveSibling(name),
        "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }

  private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
    KeyStore keystore = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keystore.load(in, PASSWORD.toCharArray());
    }
    return keystore;
  }

  static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
    KeyStore trusted = load(file);
    // A private key's entry is no trust anchor; its certificate is.
    trusted.setCertificateEntry("trusted", trusted.getCertificate("server"));
    TrustManagerFactory trustManagers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trustManagers.getTrustManagers(), null);
    return context;
  }
}
