package io.acceptlag.agent.telemetry;

import io.opentelemetry.exporter.internal.TlsUtil;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What is wrong in the files of certificates and keys that OpenTelemetry's settings name. They are
 * read by the SDK's own code, which, when the SDK is built, does not say which setting it was. It
 * initialises java.security, unlike {@link SettingsCheck}. No sentence quotes a value.
 */
final class PemFiles {
  /** Many times a file of all known authorities. What is larger would fill the heap. */
  static final int MEGABYTES_MAX = 10;

  static final String GONE =
      "names a file that is not there or cannot be read; right is a PEM file";

  private PemFiles() {}

  /** One sentence each, without a full stop. For settings in which SettingsCheck found nothing. */
  static Set<String> faults(OtelSettings settings, Signal signal) {
    Set<String> faults = new LinkedHashSet<>();
    addCertificatesFault(faults, settings, settings.otlp(signal, "certificate"));
    String certificate = settings.otlp(signal, "client.certificate");
    boolean hasCertificate = addCertificatesFault(faults, settings, certificate);
    String key = settings.otlp(signal, "client.key");
    String keyFile = settings.get(key);
    String certificateFile = settings.get(certificate);
    if (hasCertificate && keyFile != null && certificateFile != null) {
      try {
        TlsUtil.keyManager(read(keyFile), read(certificateFile));
      } catch (IOException | RuntimeException e) {
        faults.add(
            settings.nameInUse(key)
                + " names a file without a key for "
                + settings.nameInUse(certificate)
                + "; right are PEM files, the key in PKCS 8");
      }
    }
    return faults;
  }

  /** Whether the setting is set and without fault. */
  private static boolean addCertificatesFault(
      Set<String> faults, OtelSettings settings, String name) {
    String file = settings.get(name);
    if (file == null) {
      return false;
    }
    byte[] content;
    try {
      content = read(file);
    } catch (IOException e) {
      faults.add(settings.nameInUse(name) + " " + GONE);
      return false;
    }
    if (!hasCertificates(content)) {
      faults.add(
          settings.nameInUse(name) + " names a file without certificates; right is a PEM file");
      return false;
    }
    return true;
  }

  private static boolean hasCertificates(byte[] content) {
    try {
      // An empty file is taken, and then nobody is trusted.
      return TlsUtil.trustManager(content).getAcceptedIssuers().length > 0;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** Not by java.nio.file, whose provider the application may yet set. */
  private static byte[] read(String name) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(new File(name), "r")) {
      byte[] content = new byte[(int) Math.min(file.length(), MEGABYTES_MAX << 20)];
      file.readFully(content);
      return content;
    }
  }
}
