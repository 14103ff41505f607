package example.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;

/**
 * An agent that gives the JVM another class file for one class: the resource {@code /replaced} of
 * its own jar, whose name, {@code a/b/C}, is in the resource {@code /replaced-name}.
 *
 * <p>Its argument names loaded classes to transform again. {@code redefine} before them gives the
 * JVM their original class files instead; {@code strip} does so now and at every transformation to
 * come, whatever other agents made of them.
 */
public final class ReplacingAgent {
  private ReplacingAgent() {}

  public static void premain(String argument, Instrumentation instrumentation) throws Exception {
    // Read here, since within a transformer class loaders are best left alone.
    byte[] name = read("/replaced-name");
    String replacedName = name == null ? null : new String(name, StandardCharsets.US_ASCII);
    byte[] replaced = read("/replaced");
    instrumentation.addTransformer(
        new ClassFileTransformer() {
          @Override
          public byte[] transform(
              ClassLoader loader,
              String className,
              Class<?> redefined,
              ProtectionDomain domain,
              byte[] classFile) {
            return className != null && className.equals(replacedName) ? replaced : null;
          }
        },
        true);
    if (argument == null) {
      return;
    }
    if (argument.startsWith("strip:")) {
      strip(argument.substring("strip:".length()).replace('.', '/'), instrumentation);
    }
    boolean redefine = argument.startsWith("redefine:");
    for (String each : argument.substring(argument.indexOf(':') + 1).split(":", -1)) {
      Class<?> type = Class.forName(each, false, null);
      if (redefine) {
        byte[] original = read("/" + each.replace('.', '/') + ".class");
        instrumentation.redefineClasses(new ClassDefinition(type, original));
      } else {
        instrumentation.retransformClasses(type);
      }
    }
  }

  private static void strip(String name, Instrumentation instrumentation) {
    byte[] original = read("/" + name + ".class");
    instrumentation.addTransformer(
        new ClassFileTransformer() {
          @Override
          public byte[] transform(
              ClassLoader loader,
              String className,
              Class<?> redefined,
              ProtectionDomain domain,
              byte[] classFile) {
            return name.equals(className) ? original : null;
          }
        },
        true);
  }

  private static byte[] read(String resource) {
    try (InputStream in = ReplacingAgent.class.getResourceAsStream(resource)) {
      if (in == null) {
        return null;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        bytes.write(next);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
