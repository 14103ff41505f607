package example.early;

import java.security.Provider;
import java.security.SecureRandomSpi;
import java.util.concurrent.atomic.AtomicInteger;

/** A security provider whose random numbers are counted. */
public final class OwnSecurity extends Provider {
  private static final long serialVersionUID = 1;

  static final AtomicInteger asked = new AtomicInteger();

  // The other constructor is Java 9's.
  @SuppressWarnings("deprecation")
  OwnSecurity() {
    super("OwnSecurity", 1.0, "for a test");
    put("SecureRandom.OwnRandom", OwnRandom.class.getName());
  }

  /** No random numbers at all. */
  public static final class OwnRandom extends SecureRandomSpi {
    private static final long serialVersionUID = 1;

    @Override
    protected void engineSetSeed(byte[] seed) {}

    @Override
    protected void engineNextBytes(byte[] bytes) {
      int first = asked.incrementAndGet();
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (first + i);
      }
    }

    @Override
    protected byte[] engineGenerateSeed(int count) {
      return new byte[count];
    }
  }
}
