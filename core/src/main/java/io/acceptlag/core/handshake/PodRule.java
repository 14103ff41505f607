package io.acceptlag.core.handshake;

/**
 * What holds of net.core.somaxconn in a pod of Kubernetes, where it is not among the safe sysctls
 * (kubernetes#54896): the kubelet refuses a pod that sets it, unless told to allow that.
 */
public final class PodRule {
  private PodRule() {}

  /** A sentence to follow the advice to raise it, with a space before; empty outside a pod. */
  public static String besidesRaisingSomaxconn(boolean inPod) {
    return inPod
        ? " A pod may set it in securityContext.sysctls once the kubelet's allowedUnsafeSysctls has"
            + " it."
        : "";
  }
}
