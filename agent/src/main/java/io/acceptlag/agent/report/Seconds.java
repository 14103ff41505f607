package io.acceptlag.agent.report;

import io.acceptlag.core.blackbox.Frame;
import io.acceptlag.core.blackbox.Image;
import java.util.List;

/** Shows one second after the other. */
interface Seconds extends AutoCloseable {
  /**
   * @param frames by the second, the latest last; at least one
   */
  void show(Image image, List<Frame> frames);

  @Override
  void close();
}
