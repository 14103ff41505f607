package io.acceptlag.core.handshake;

/**
 * What holds of net.core.somaxconn in a pod of Kubernetes, where it is not among the safe sysctls
 * (kubernetes#54896): the kubelet refuses a pod that sets it, unless told to allow that.
 */
public final class PodRule {
  private PodRule() {}

  /** Sentences to come after the advice to raise it, with a space before; none outside a pod. */
  public static String besidesRaisingSomaxconn(boolean inPod) {
    return inPod
        ? " This is a pod, and Kubernetes refuses a pod that sets net.core.somaxconn, because it is"
            + " not a safe sysctl. Ask the cluster's administrator to list it in the kubelet's"
            + " allowedUnsafeSysctls, and then set it in securityContext.sysctls."
        : "";
  }
}
