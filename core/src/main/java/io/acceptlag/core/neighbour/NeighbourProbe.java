package io.acceptlag.core.neighbour;

import io.acceptlag.core.kernel.SocketOwner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the kernel for listeners of all processes, on the sampler's thread. */
public interface NeighbourProbe {
  /**
   * The listeners in whose queue something waited when those of the network namespace were last
   * read for another purpose. Asks the kernel nothing.
   */
  List<ListenerSocket> queued();

  /** Walks the table of all connections. Null where the kernel does not say, or not all. */
  @Nullable PortReading read(int port);

  /**
   * The process that owns a socket. Reads the descriptors of all processes. Null if none that we
   * may see owns it.
   */
  @Nullable SocketOwner ownerOf(long inode);
}
