package io.acceptlag.agent.instrument;

/** A method that is woven, and the calls of the hook that go into it. */
interface HookedPath {
  boolean isIn(String internalName);

  boolean is(String methodName, String descriptor);

  HookCalls calls();
}
