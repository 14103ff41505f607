package io.acceptlag.agent.instrument;

import org.jspecify.annotations.Nullable;

/** Where a method calls the hook, and how. */
final class HookCalls {
  static final HookCalls NONE = new HookCalls(null, null, null, null, null);

  /** At the beginning of the method. */
  final @Nullable HookCall begin;

  /** Before each return. */
  final @Nullable HookCall end;

  /** In an exception handler around the whole method. */
  final @Nullable HookCall failure;

  /** Where the method itself catches a Throwable. */
  final @Nullable HookCall caught;

  /** Before the method calls sun.nio.ch.Net.connect. */
  final @Nullable HookCall netConnect;

  private HookCalls(
      @Nullable HookCall begin,
      @Nullable HookCall end,
      @Nullable HookCall failure,
      @Nullable HookCall caught,
      @Nullable HookCall netConnect) {
    this.begin = begin;
    this.end = end;
    this.failure = failure;
    this.caught = caught;
    this.netConnect = netConnect;
  }

  HookCalls atBegin(HookCall call) {
    return new HookCalls(call, end, failure, caught, netConnect);
  }

  HookCalls atEnd(HookCall call) {
    return new HookCalls(begin, call, failure, caught, netConnect);
  }

  HookCalls onFailure(HookCall call) {
    return new HookCalls(begin, end, call, caught, netConnect);
  }

  HookCalls whereCaught(HookCall call) {
    return new HookCalls(begin, end, failure, call, netConnect);
  }

  HookCalls beforeNetConnect(HookCall call) {
    return new HookCalls(begin, end, failure, caught, call);
  }

  boolean keeps() {
    return begin != null && begin.returnsKept();
  }
}
