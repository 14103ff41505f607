package io.acceptlag.agent.jvm;

import java.lang.reflect.Field;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM answers to {@code VirtualMachine.getAgentProperties}. Every other way of the attach
 * protocol loads an agent again, and newer JVMs warn about that each time.
 */
public final class AgentProperties {
  private final Properties properties;
  private final Field defaults;

  private AgentProperties(Properties properties, Field defaults) {
    this.properties = properties;
    this.defaults = defaults;
  }

  /** Null if this JVM has no agent properties. */
  public static @Nullable AgentProperties open(BaseModule base, int javaVersion) {
    try {
      base.openTo(Object.class, "java.util");
      base.openTo(Object.class, "jdk.internal.vm");
      String name = javaVersion == 8 ? "sun.misc.VMSupport" : "jdk.internal.vm.VMSupport";
      Class<?> support = Class.forName(name, true, null);
      Field defaults = Properties.class.getDeclaredField("defaults");
      defaults.setAccessible(true);
      Properties properties = (Properties) support.getMethod("getAgentProperties").invoke(null);
      return new AgentProperties(properties, defaults);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  public Properties shared() {
    return properties;
  }

  public void setDefaults(@Nullable Properties to) {
    try {
      defaults.set(properties, to);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
