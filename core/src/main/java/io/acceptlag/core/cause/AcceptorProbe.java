package io.acceptlag.core.cause;

/** Looks at a thread. Costs tens of microseconds, so only listeners in trouble are looked at. */
public interface AcceptorProbe {
  AcceptorSample sample(Thread acceptor);
}
