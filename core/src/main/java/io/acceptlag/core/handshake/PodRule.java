package io.acceptlag.core.handshake;

/**
 * What holds in a pod of Kubernetes of net.core.somaxconn and net.ipv4.tcp_max_syn_backlog, which
 * are not among the safe sysctls there (kubernetes#54896), as net.ipv4.tcp_syncookies is: the
 * kubelet refuses a pod that sets them, unless told to allow that.
 */
public final class PodRule {
  private PodRule() {}

  /** A sentence to follow the advice to raise it, with a space before; empty outside a pod. */
  public static String besidesRaisingSomaxconn(boolean inPod) {
    return inPod ? " A pod may set it once the kubelet's allowedUnsafeSysctls has it." : "";
  }

  /** The same of either one, in fewer words. */
  public static String besidesRaising(boolean inPod) {
    return inPod ? " In a pod that takes the kubelet's allowedUnsafeSysctls." : "";
  }
}
