package io.acceptlag.agent.instrument;

import static io.acceptlag.agent.instrument.HookCall.OBJECT;
import static io.acceptlag.agent.instrument.HookCall.THROWABLE;
import static io.acceptlag.agent.instrument.Operand.FIRST_ARGUMENT;
import static io.acceptlag.agent.instrument.Operand.TOP;

/** The hook calls of a bind() that fails, for sockets that connect and those that listen. */
final class BindCalls {
  static final HookCall FAILED =
      HookCall.ofConnects("bindFailed", "(" + THROWABLE + OBJECT + ")V", TOP, FIRST_ARGUMENT);

  /** A bind that succeeds costs nothing, because there is only an exception handler. */
  static final HookCalls OF_JDK = HookCalls.NONE.onFailure(FAILED);

  private BindCalls() {}
}
