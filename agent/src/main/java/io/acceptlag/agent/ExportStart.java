package io.acceptlag.agent;

import io.acceptlag.agent.telemetry.Telemetry;
import io.acceptlag.core.connect.ConnectSampler;
import io.acceptlag.core.watch.Sampler;
import java.util.function.BooleanSupplier;

/**
 * When telemetry starts. It waits until there is something to export: an application that accepts
 * is presumably set up. If it needs java.security, it also waits until the application has used
 * that. The first use fixes the security properties, including those of TLS, and the providers.
 */
final class ExportStart {
  /** By then a program that only connects has long set up its logging, like one that listens. */
  static final long CLIENT_SETTLES_NANOS = 10_000_000_000L;

  /** Within this time most listeners accept and most applications are set up. */
  static final long WAITS_NANOS = 60_000_000_000L;

  private final BooleanSupplier listens;
  private final BooleanSupplier accepts;
  private final BooleanSupplier connects;
  private final BooleanSupplier awaited;
  private final BooleanSupplier securityReady;
  private final BooleanSupplier jdkReady;
  private final long startNanos;

  // 0: not yet.
  private long listensNanos;
  private long anythingNanos;

  private boolean started;

  /**
   * @param listens whether a listener is watched
   * @param accepts whether one has accepted
   * @param connects whether connects of this process are watched
   * @param awaited whether something waits to be exported
   * @param securityReady whether java.security is not needed, or used by the application already
   * @param jdkReady whether the JDK's classes find the JDK. Where an application has cleared all
   *     system properties, the first use of a time zone fails, and so does every later one.
   */
  ExportStart(
      BooleanSupplier listens,
      BooleanSupplier accepts,
      BooleanSupplier connects,
      BooleanSupplier awaited,
      BooleanSupplier securityReady,
      BooleanSupplier jdkReady,
      long startNanos) {
    this.listens = listens;
    this.accepts = accepts;
    this.connects = connects;
    this.awaited = awaited;
    this.securityReady = securityReady;
    this.jdkReady = jdkReady;
    this.startNanos = startNanos;
  }

  static ExportStart of(
      Telemetry telemetry,
      Sampler sampler,
      ConnectSampler connects,
      BooleanSupplier isSecurityInUse,
      long startNanos) {
    return new ExportStart(
        sampler::watchesAny,
        sampler::hasAccepted,
        connects::watchesAny,
        telemetry::isAwaited,
        () -> !telemetry.needsSecurity() || isSecurityInUse.getAsBoolean(),
        () -> System.getProperty("java.home") != null,
        startNanos);
  }

  /** Whether to start now; false once it has started. */
  boolean isNow(long nowNanos) {
    if (started) {
      return false;
    }
    if (anythingNanos == 0 && isAnything(nowNanos)) {
      anythingNanos = nowNanos;
    }
    return anythingNanos != 0
        && jdkReady.getAsBoolean()
        && (securityReady.getAsBoolean() || nowNanos - anythingNanos >= WAITS_NANOS);
  }

  /** Whether it waits in vain, as it seems, for the application's own system properties. */
  boolean isHeldUp(long nowNanos) {
    return !started
        && anythingNanos != 0
        && nowNanos - anythingNanos >= WAITS_NANOS
        && !jdkReady.getAsBoolean();
  }

  /** To be called on success, because there may be no thread for it at the first try. */
  void hasStarted() {
    started = true;
  }

  private boolean isAnything(long nowNanos) {
    if (listensNanos == 0 && listens.getAsBoolean()) {
      listensNanos = nowNanos;
    }
    boolean listensForLong = listensNanos != 0 && nowNanos - listensNanos >= WAITS_NANOS;
    boolean settled = nowNanos - startNanos >= CLIENT_SETTLES_NANOS;
    return accepts.getAsBoolean()
        || awaited.getAsBoolean()
        || listensForLong
        || (settled && connects.getAsBoolean());
  }
}
