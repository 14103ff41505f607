package io.acceptlag.agent.instrument;

import static io.acceptlag.agent.instrument.HookCall.OBJECT;
import static io.acceptlag.agent.instrument.HookCall.THROWABLE;
import static io.acceptlag.agent.instrument.Operand.FIRST_ARGUMENT;
import static io.acceptlag.agent.instrument.Operand.TOP;

/** What a bind() that fails calls, of sockets that connect and of those that listen. */
final class BindCalls {
  static final HookCall FAILED =
      HookCall.ofConnects("bindFailed", "(" + THROWABLE + OBJECT + ")V", TOP, FIRST_ARGUMENT);

  /** One that succeeds costs nothing: there is a handler only. */
  static final HookCalls OF_JDK = HookCalls.NONE.onFailure(FAILED);

  private BindCalls() {}
}
