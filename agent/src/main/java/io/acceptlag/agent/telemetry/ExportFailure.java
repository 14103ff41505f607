package io.acceptlag.agent.telemetry;

import io.acceptlag.agent.telemetry.quiet.QuietEvents;
import io.acceptlag.core.text.ForeignText;
import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why an export failed, in plain words. */
final class ExportFailure {
  private static final Set<GrpcStatusCode> REFUSALS =
      EnumSet.of(
          GrpcStatusCode.INVALID_ARGUMENT,
          GrpcStatusCode.NOT_FOUND,
          GrpcStatusCode.PERMISSION_DENIED,
          GrpcStatusCode.UNIMPLEMENTED,
          GrpcStatusCode.UNAUTHENTICATED);

  /** Without a full stop. */
  final String reason;

  /**
   * The collector is there and refuses this signal, so only a success of the same signal ends the
   * failure.
   */
  final boolean isRefusal;

  private ExportFailure(String reason, boolean isRefusal) {
    this.reason = ForeignText.message(reason);
    this.isRefusal = isRefusal;
  }

  /**
   * To be called on the thread that okhttp reports the failure on.
   *
   * @param thrown the reason that the exporter gave; null if it gave none
   * @param unreached why the last attempt reached nobody; null if it did, or was the first
   */
  static ExportFailure of(@Nullable Throwable thrown, @Nullable IOException unreached) {
    String busy = QuietEvents.takeBusy();
    if (thrown instanceof FailedExportException
        && ((FailedExportException) thrown).failedWithResponse()) {
      if (thrown instanceof HttpExportException) {
        HttpResponse response = ((HttpExportException) thrown).getResponse();
        if (response != null) {
          return busy != null ? new ExportFailure(busy, false) : ofHttp(response);
        }
      }
      if (thrown instanceof GrpcExportException) {
        GrpcResponse response = ((GrpcExportException) thrown).getResponse();
        if (response != null) {
          return ofGrpc(response);
        }
      }
    }
    return new ExportFailure(
        thrown == null ? "no reason given" : reason(thrown, busy, unreached), false);
  }

  private static ExportFailure ofHttp(HttpResponse response) {
    int status = response.getStatusCode();
    boolean passing = status == 408 || status == 429;
    return new ExportFailure(
        ("HTTP " + status + " " + response.getStatusMessage()).trim(),
        status >= 400 && status < 500 && !passing);
  }

  private static ExportFailure ofGrpc(GrpcResponse response) {
    GrpcStatusCode status = response.getStatusCode();
    String description = response.getStatusDescription();
    boolean described = description != null && !description.isEmpty();
    return new ExportFailure(
        "gRPC status " + status + (described ? ": " + description : ""), REFUSALS.contains(status));
  }

  private static String reason(
      Throwable thrown, @Nullable String busy, @Nullable IOException unreached) {
    boolean timedOut = false;
    Throwable root = thrown;
    // A bound, because a chain of causes may be circular.
    for (int depth = 0; depth < 10 && root.getCause() != null; depth++) {
      timedOut |= root instanceof InterruptedIOException;
      root = root.getCause();
    }
    if (root.getSuppressed().length > 0 && isOfABrokenCall(root)) {
      root = root.getSuppressed()[0];
    }
    String message = root.getMessage();
    if (root instanceof ConnectException && message != null && message.contains("refused")) {
      return "connection refused";
    }
    if (root instanceof UnknownHostException) {
      return "host unknown";
    }
    if (isDistrust(root, message)) {
      return "its certificate is not trusted (OTEL_EXPORTER_OTLP_CERTIFICATE names a PEM file of"
          + " those that are)";
    }
    // Checked before the rest, which then is only the effect of a timeout, such as a closed socket.
    if (timedOut || root instanceof InterruptedIOException) {
      if (busy != null) {
        return busy;
      }
      // The time was over while the request waited for its next attempt.
      return unreached == null ? "timed out" : reason(unreached, null, null);
    }
    if (root instanceof ProtocolException && message != null && message.startsWith("HTTP 3")) {
      return message + ": the headers would go along; give the endpoint that it redirects to";
    }
    String type = root.getClass().getSimpleName();
    // Any other message may quote a setting: okhttp quotes the header that it refuses.
    boolean isOfTheNetwork =
        root instanceof IOException || root instanceof GeneralSecurityException;
    return !isOfTheNetwork || message == null || message.isEmpty() ? type : type + ": " + message;
  }

  /** Whether it is okhttp's wrapper around an exception that does not concern the network. */
  private static boolean isOfABrokenCall(Throwable thrown) {
    String message = thrown.getMessage();
    return message != null && message.startsWith("canceled due to ");
  }

  private static boolean isDistrust(Throwable root, @Nullable String message) {
    return root instanceof CertPathBuilderException
        // The message of a JVM that trusts nobody, for example without a file cacerts.
        || (root instanceof InvalidAlgorithmParameterException
            && message != null
            && message.contains("trustAnchors"));
  }
}
