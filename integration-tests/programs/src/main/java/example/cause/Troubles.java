package example.cause;

import java.io.File;

/** All kinds of trouble, by name. */
final class Troubles {
  private Troubles() {}

  /**
   * @param args of the program; the trouble's own begin at the third
   */
  static Trouble named(String name, String[] args) throws Exception {
    switch (name) {
      case "none":
        return new Trouble() {};
      case "sleep":
        return new Sleep(Long.parseLong(args[2]));
      case "process":
        return new SlowProcess(Long.parseLong(args[2]));
      case "monitor":
        return new HeldMonitor(Long.parseLong(args[2]));
      case "lock":
        return new HeldLock(Long.parseLong(args[2]));
      case "log":
        return new FullLogPipe(args[2]);
      case "dns":
        return new ReverseLookup(args[2]);
      case "jdbc":
        return new SlowDatabase(args[2]);
      case "handshake":
        return new Handshake(new File(args[2]));
      case "exception":
        return new UncaughtException();
      case "heap":
        return new HeapExhaustion();
      case "fullheap":
        return new FullHeap(Long.parseLong(args[2]));
      case "fds":
        return new RetriedAccept(Long.parseLong(args[2]));
      case "callerruns":
        return new CallerRuns(Long.parseLong(args[2]));
      case "handover":
        return new HandOver(args[2], Long.parseLong(args[3]));
      case "collections":
        return new FullCollections(Integer.parseInt(args[2]));
      case "safepoint":
        return new LongSafepoint(Long.parseLong(args[2]));
      case "spin":
        return new SpinningThreads(Integer.parseInt(args[2]));
      case "costly":
        return new CostlyAccept(Long.parseLong(args[2]));
      case "starting":
        return new LateStart(Long.parseLong(args[2]));
      default:
        throw new IllegalArgumentException(name);
    }
  }
}
