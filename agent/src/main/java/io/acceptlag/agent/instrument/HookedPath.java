package io.acceptlag.agent.instrument;

/** A method that is woven, and the hook calls that are added to it. */
interface HookedPath {
  boolean isIn(String internalName);

  boolean is(String methodName, String descriptor);

  HookCalls calls();
}
