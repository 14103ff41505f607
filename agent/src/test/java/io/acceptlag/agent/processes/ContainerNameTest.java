package io.acceptlag.agent.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerNameTest {
  private static final String ID =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0::/system.slice/docker-%s.scope\n",
        "12:memory:/docker/%s\n0::/\n",
        "0::/kubepods.slice/kubepods-pod1234.slice/cri-containerd-%s.scope",
        "0::/machine.slice/libpod-%s.scope/container"
      })
  void isTheBeginningOfItsId(String cgroup) {
    assertEquals("0123456789ab", ContainerName.of(cgroup.replace("%s", ID), true));
  }

  @Test
  void isKnownByItsNamespacesAlone() {
    assertEquals("yes", ContainerName.of("0::/\n", true));
    assertNull(ContainerName.of("0::/user.slice\n", false));
    assertNull(ContainerName.of("0::/docker/" + ID + "\n", false), "we are in it as well");
  }
}
