package io.acceptlag.core.neighbour;

import io.acceptlag.core.kernel.SocketOwner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the kernel for listeners of all processes, on the sampler's thread. */
public interface NeighbourProbe {
  /**
   * Those in whose queue something waited when the listeners of the network namespace were last
   * read, which was done for another purpose. Asks the kernel nothing.
   */
  List<ListenerSocket> queued();

  /** Walks the table of all connections. Null where the kernel does not tell, or not all. */
  @Nullable PortReading read(int port);

  /** Reads the descriptors of all processes. Null where it is none of those that are shown. */
  @Nullable SocketOwner ownerOf(long inode);
}
