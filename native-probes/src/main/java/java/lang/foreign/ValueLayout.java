package java.lang.foreign;

public interface ValueLayout extends MemoryLayout {
  AddressLayout ADDRESS = null;
  OfLong JAVA_LONG = null;

  interface OfLong extends ValueLayout {}
}
