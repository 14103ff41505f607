package io.acceptlag.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {
  @TempDir private Path folder;

  private final Map<String, String> set = new HashMap<>();

  @Test
  void filesThatTheSdkTakesHaveNoFault() throws IOException, GeneralSecurityException {
    setAll("OTEL_EXPORTER_OTLP_", certificate(), key());

    for (Signal signal : Signal.values()) {
      assertEquals(List.of(), faults(signal));
    }
  }

  @Test
  void nothingSetHasNoFault() {
    assertEquals(List.of(), faults(Signal.SPANS));
  }

  /** An empty file is one that the SDK takes, and then trusts nobody. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "S3CRET",
        "-----BEGIN CERTIFICATE-----\nS3CRET\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nS3CRET",
        "-----BEGIN PRIVATE KEY-----\nS3CRET\n-----END PRIVATE KEY-----\n",
      })
  void namesTheSettingOfAFileWithoutCertificates(String content)
      throws IOException, GeneralSecurityException {
    setAll("OTEL_EXPORTER_OTLP_", certificate(), key());
    String bad = file("S3CRET.pem", content);
    set.put("OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE", bad);
    set.put("OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE", bad);

    String words = " names a file without certificates; right is a PEM file";
    assertEquals(List.of("OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE" + words), faults(Signal.LOGS));
    assertEquals(
        List.of("OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE" + words), faults(Signal.METRICS));
    assertEquals(List.of(), faults(Signal.SPANS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "S3CRET",
        "-----BEGIN PRIVATE KEY-----\nS3CRET!\n-----END PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nS3CRET\n-----END RSA PRIVATE KEY-----\n",
      })
  void namesTheSettingOfAFileWithoutAKey(String content)
      throws IOException, GeneralSecurityException {
    setAll("OTEL_EXPORTER_OTLP_TRACES_", certificate(), file("S3CRET.key", content));

    assertEquals(
        List.of(
            "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY names a file without a key for"
                + " OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE; right are PEM files, the key in"
                + " PKCS 8"),
        faults(Signal.SPANS));
  }

  @Test
  void aFileThatIsGoneSinceTheCheckIsAFault() {
    set.put("otel.exporter.otlp.certificate", folder.resolve("S3CRET").toString());

    List<String> faults = faults(Signal.SPANS);

    assertEquals(1, faults.size());
    assertFalse(faults.get(0).contains("S3CRET"), faults.get(0));
  }

  private List<String> faults(Signal signal) {
    return List.copyOf(PemFiles.faults(new OtelSettings(set::get, set::get), signal));
  }

  private void setAll(String prefix, String certificate, String key) {
    set.put(prefix + "CERTIFICATE", certificate);
    set.put(prefix + "CLIENT_CERTIFICATE", certificate);
    set.put(prefix + "CLIENT_KEY", key);
  }

  /** Any; whether the key belongs to it is seen by the collector alone. */
  private String certificate() throws IOException, GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    byte[] encoded =
        Arrays.stream(factory.getTrustManagers())
            .map(X509TrustManager.class::cast)
            .findFirst()
            .orElseThrow()
            .getAcceptedIssuers()[0]
            .getEncoded();
    return file("certificate.pem", pem("CERTIFICATE", encoded));
  }

  private String key() throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return file(
        "key.pem", pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded()));
  }

  private static String pem(String kind, byte[] content) {
    String text = Base64.getMimeEncoder().encodeToString(content);
    return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }
}
