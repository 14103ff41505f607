package io.acceptlag.probes.procfs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.acceptlag.agent.fuzz.FuzzInputs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import org.junit.jupiter.api.Test;

/**
 * Whatever lies in /proc, which another kernel, a container's runtime or a sandbox may have made,
 * nothing is thrown. .ci/fuzz finds further inputs.
 */
public class ProcFuzzTest {
  @Test
  void keptInputs() throws Exception {
    FuzzInputs.each("proc", ProcFuzzTest::fuzzerTestOneInput);
  }

  /** Jazzer calls it by this name. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    String text = new String(data, ISO_8859_1);
    NetTcp.parse(new BufferedReader(new StringReader(text)), new HashMap<>());
    assertNotNull(
        NetTcp.count(new BufferedReader(new StringReader(text)), any -> true)
            .at(8080, port -> port == 18082));
    assertNotNull(new Netstat().parse(data, data.length));
    assertNotNull(LossFiles.parse(text, text, text));
    assertNotNull(EpollSets.registration(7, new int[] {3}, descriptor -> text));
    Figures.ofLine("nr_throttled", data, data.length);
    Figures.ofColumn(1, data, data.length);
  }
}
