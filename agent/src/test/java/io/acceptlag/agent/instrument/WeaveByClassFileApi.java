package io.acceptlag.agent.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Run by a JDK of 25 or newer: weaves its own classes by its own Class-File API into a folder,
 * where nothing else would do.
 */
final class WeaveByClassFileApi {
  private WeaveByClassFileApi() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    for (String className : JdkClasses.WOVEN) {
      byte[] accepts = weaver(AcceptPath.class, className).weave(read(className));
      byte[] connects =
          weaver(ConnectPath.class, className).weave(accepts == null ? read(className) : accepts);
      byte[] woven = connects == null ? accepts : connects;
      System.out.println(
          className
              + weaver(AcceptPath.class, className).wovenIn(woven)
              + weaver(ConnectPath.class, className).wovenIn(woven));
      Path file = folder.resolve(className + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, woven);
    }
    System.out.println("WOVEN");
  }

  private static <P extends Enum<P> & HookedPath> ClassWeaver<P> weaver(
      Class<P> kind, String className) {
    return new ClassWeaver<>(kind, className) {
      @Override
      ClassFile opened(byte[] bytes) {
        return new JdkClassFile(bytes);
      }
    };
  }

  private static byte[] read(String className) throws IOException {
    try (InputStream in = Object.class.getResourceAsStream("/" + className + ".class")) {
      return in.readAllBytes();
    }
  }
}
