package io.acceptlag.agent.telemetry;

import java.io.File;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with OpenTelemetry's settings. The SDK refuses most of it too, but quotes the
 * value, which may be a secret, and often names no setting. What it accepts (a header that HTTP
 * cannot carry, a port that is too large) would make each export fail. No sentence here quotes a
 * value.
 */
final class SettingsCheck {
  private static final String HISTOGRAMS =
      "otel.exporter.otlp.metrics.default.histogram.aggregation";

  private static final List<String> SAMPLERS =
      Arrays.asList(
          "always_on",
          "always_off",
          "traceidratio",
          "parentbased_always_on",
          "parentbased_always_off",
          "parentbased_traceidratio");

  private static final String[] COUNTS_FROM_0 = {
    "otel.attribute.value.length.limit",
    "otel.attribute.count.limit",
    "otel.span.attribute.value.length.limit",
    "otel.span.attribute.count.limit",
    "otel.span.event.count.limit",
    "otel.span.link.count.limit",
  };

  private static final String[] SWITCHES = {
    "otel.sdk.disabled", "otel.java.exporter.otlp.retry.disabled",
  };

  static final String MEMORY_MODE = "otel.java.exporter.memory_mode";

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,18})\\s*(ms|s|m|h|d)?");

  /** A century: above any use, and below what a count of nanoseconds can hold. */
  private static final long LONGEST_MILLIS = 100L * 365 * 24 * 3600 * 1000;

  private final OtelSettings settings;
  private final Set<String> faults = new LinkedHashSet<>();

  private SettingsCheck(OtelSettings settings) {
    this.settings = settings;
  }

  /** One sentence each, without a full stop. Empty if the SDK can be built. */
  static Collection<String> faults(OtelSettings settings, Destination destination) {
    SettingsCheck check = new SettingsCheck(settings);
    for (Signal signal : Signal.NEEDED) {
      if (destination.takes(signal)) {
        check.exporter(signal);
      }
    }
    if (destination.takes(Signal.METRICS)) {
      check.metrics();
    }
    if (destination.takes(Signal.SPANS)) {
      check.batches("otel.bsp.");
    }
    check.spans();
    check.attributes();
    return check.faults;
  }

  /** Likewise, what prevents the export of log records alone. */
  static Collection<String> faultsOfLogs(OtelSettings settings) {
    SettingsCheck check = new SettingsCheck(settings);
    check.exporter(Signal.LOGS);
    check.batches("otel.blrp.");
    return check.faults;
  }

  /** Whether that is a value of {@value #MEMORY_MODE}. */
  static boolean isMemoryMode(String value) {
    return value.matches("(?i)immutable_data|reusable_data");
  }

  /** What is set, but has another effect than expected. One sentence each, without a full stop. */
  static Collection<String> surprises(OtelSettings settings, Destination destination) {
    Set<String> surprises = new LinkedHashSet<>();
    if (settings.get("otel.config.file") != null) {
      surprises.add(
          settings.nameInUse("otel.config.file")
              + " is not for acceptlag, which goes by the other OTEL_* variables");
    }
    for (String name : SWITCHES) {
      String value = settings.get(name);
      if (value != null && !value.matches("(?i)true|false")) {
        surprises.add(settings.nameInUse(name) + " is neither true nor false, and counts as false");
      }
    }
    String memoryMode = settings.get(MEMORY_MODE);
    if (memoryMode != null && !isMemoryMode(memoryMode)) {
      surprises.add(
          settings.nameInUse(MEMORY_MODE)
              + " is neither immutable_data nor reusable_data, and has no effect");
    }
    if (destination.takes(Signal.METRICS)
        && "base2_exponential_bucket_histogram".equalsIgnoreCase(settings.get(HISTOGRAMS))) {
      surprises.add(
          settings.nameInUse(HISTOGRAMS)
              + " asks for exponential histograms, but acceptlag's have fixed buckets");
    }
    for (Signal signal : Signal.values()) {
      String exporters = "otel." + signal.key + ".exporter";
      if (Destination.namesOthers(settings.get(exporters))) {
        surprises.add(
            settings.nameInUse(exporters)
                + " names more than otlp, but acceptlag exports "
                + signal.plural
                + " by otlp only");
      }
      String endpoint = settings.otlp(signal, "endpoint");
      String address = settings.get(endpoint);
      boolean hasUser = address != null && address.indexOf('@') >= 0;
      if (hasUser && destination.isValid(signal)) {
        surprises.add(
            settings.nameInUse(endpoint)
                + " has a user, which is not sent; right is OTEL_EXPORTER_OTLP_HEADERS with"
                + " authorization=Basic%20...");
      }
    }
    return surprises;
  }

  private void exporter(Signal signal) {
    String protocol = settings.otlp(signal, "protocol");
    choice(protocol, Arrays.asList("grpc", "http/protobuf"));
    String endpoint = settings.otlp(signal, "endpoint");
    String address = settings.get(endpoint);
    if (address != null) {
      boolean isGrpc = "grpc".equals(settings.get(protocol));
      String fault = CollectorAddress.of(address, !isGrpc).fault;
      if (fault != null) {
        fault(endpoint, fault);
      }
    }
    headers(settings.otlp(signal, "headers"));
    choice(settings.otlp(signal, "compression"), Arrays.asList("gzip", "none"));
    duration(settings.otlp(signal, "timeout"), 0);
    String certificate = settings.otlp(signal, "client.certificate");
    String key = settings.otlp(signal, "client.key");
    file(settings.otlp(signal, "certificate"));
    file(certificate);
    file(key);
    together(certificate, key);
    together(key, certificate);
  }

  private void metrics() {
    duration("otel.metric.export.interval", 1);
    choiceInAnyCase(
        "otel.exporter.otlp.metrics.temporality.preference",
        Arrays.asList("cumulative", "delta", "lowmemory"));
    choiceInAnyCase(
        HISTOGRAMS,
        Arrays.asList("explicit_bucket_histogram", "base2_exponential_bucket_histogram"));
  }

  private void spans() {
    choice("otel.traces.sampler", SAMPLERS);
    String sampler = settings.get("otel.traces.sampler");
    if (sampler != null && sampler.endsWith("traceidratio")) {
      share("otel.traces.sampler.arg");
    }
    for (String name : COUNTS_FROM_0) {
      count(name, 0);
    }
    count("otel.java.metrics.cardinality.limit", 1);
  }

  private void batches(String prefix) {
    duration(prefix + "schedule.delay", 0);
    duration(prefix + "export.timeout", 0);
    count(prefix + "max.queue.size", 1);
    count(prefix + "max.export.batch.size", 1);
  }

  private void attributes() {
    String name = "otel.resource.attributes";
    String value = settings.get(name);
    int place = value == null ? 0 : PairsText.placeOfNoPair(value);
    if (place > 0) {
      fault(name, "is not right in entry " + place + "; right is name=value,name=value");
    }
  }

  private void headers(String name) {
    String value = settings.get(name);
    if (value == null) {
      return;
    }
    int place = PairsText.placeOfNoPair(value);
    if (place > 0) {
      fault(name, "is not right in header " + place + "; right is name=value,name=value");
      return;
    }
    int unfit = PairsText.placeOfNoHeader(value);
    if (unfit > 0) {
      fault(
          name,
          "has what no HTTP header can have, in header "
              + unfit
              + "; right is printable ASCII, and % only before two hexadecimal digits");
    }
  }

  private void choiceInAnyCase(String name, List<String> choices) {
    String value = settings.get(name);
    choice(name, value == null ? null : value.toLowerCase(Locale.ROOT), choices);
  }

  private void choice(String name, List<String> choices) {
    choice(name, settings.get(name), choices);
  }

  private void choice(String name, @Nullable String value, List<String> choices) {
    if (value != null && !choices.contains(value)) {
      fault(name, "is not one of " + String.join(", ", choices));
    }
  }

  private void duration(String name, long atLeastMillis) {
    String value = settings.get(name);
    if (value == null) {
      return;
    }
    double millis = millis(value);
    if (!(millis >= atLeastMillis && millis <= LONGEST_MILLIS)) {
      fault(
          name,
          "is not a time that can be; right are milliseconds from "
              + atLeastMillis
              + " on, or a whole number and its unit (ms, s, m, h, d)");
    }
  }

  private static double millis(String value) {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      return Double.NaN;
    }
    double number = Double.parseDouble(matcher.group(1));
    String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
    switch (unit) {
      case "s":
        return number * 1000;
      case "m":
        return number * 60_000;
      case "h":
        return number * 3_600_000;
      case "d":
        return number * 86_400_000;
      default:
        return number;
    }
  }

  private void count(String name, int atLeast) {
    String value = settings.get(name);
    if (value == null) {
      return;
    }
    try {
      if (Integer.parseInt(value) >= atLeast) {
        return;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    fault(name, "is not a whole number; right is one from " + atLeast + " on");
  }

  private void share(String name) {
    String value = settings.get(name);
    if (value == null) {
      return;
    }
    try {
      double share = Double.parseDouble(value);
      if (share >= 0 && share <= 1) {
        return;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    fault(name, "is not a share; right is a number from 0 to 1");
  }

  private void file(String name) {
    String value = settings.get(name);
    if (value == null) {
      return;
    }
    File file = new File(value);
    if (!file.canRead()) {
      fault(name, PemFiles.GONE);
    } else if (!file.isFile()) {
      fault(name, "names a folder or device; right is a PEM file");
    } else if (file.length() > PemFiles.MEGABYTES_MAX << 20) {
      fault(
          name, "names a file of more than " + PemFiles.MEGABYTES_MAX + " MB; right is a PEM file");
    }
  }

  private void together(String name, String other) {
    if (settings.get(name) != null && settings.get(other) == null) {
      fault(name, "is set without " + settings.nameInUse(other) + "; right are both or none");
    }
  }

  private void fault(String name, String what) {
    faults.add(settings.nameInUse(name) + " " + what);
  }
}
