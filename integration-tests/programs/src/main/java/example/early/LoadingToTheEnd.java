package example.early;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * When something comes on standard input, daemon threads load classes and fill the heap, and main
 * returns in the midst of that, as applications end in the midst of their work.
 */
public final class LoadingToTheEnd {
  private static final int LOADERS = 2;
  private static final int CLASSES_BEFORE = 2_000;
  private static final int GARBAGE_BYTES = 100_000;

  private static final AtomicInteger loaded = new AtomicInteger();
  private static volatile byte[] garbage = new byte[GARBAGE_BYTES];

  private LoadingToTheEnd() {}

  /** The class that is loaded over and over. */
  private static final class Tiny {}

  private static final class OneClass extends ClassLoader {
    OneClass(byte[] classFile) {
      super(null);
      defineClass(Tiny.class.getName(), classFile, 0, classFile.length);
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    byte[] classFile = classFile();
    System.in.read();
    for (int i = 0; i < LOADERS; i++) {
      daemon(() -> load(classFile), "loads-" + i);
    }
    daemon(LoadingToTheEnd::allocate, "allocates");
    while (loaded.get() < CLASSES_BEFORE) {
      Thread.sleep(1);
    }
  }

  private static void daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void load(byte[] classFile) {
    while (true) {
      new OneClass(classFile);
      loaded.getAndIncrement();
    }
  }

  private static void allocate() {
    while (true) {
      garbage = new byte[garbage.length];
    }
  }

  private static byte[] classFile() throws IOException {
    String file = Tiny.class.getName().replace('.', '/') + ".class";
    try (InputStream in = LoadingToTheEnd.class.getClassLoader().getResourceAsStream(file)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int each = in.read(); each >= 0; each = in.read()) {
        bytes.write(each);
      }
      return bytes.toByteArray();
    }
  }
}
