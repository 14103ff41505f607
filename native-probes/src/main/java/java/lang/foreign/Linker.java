package java.lang.foreign;

import java.lang.invoke.MethodHandle;

public interface Linker {
  static Linker nativeLinker() {
    return null;
  }

  SymbolLookup defaultLookup();

  MethodHandle downcallHandle(FunctionDescriptor function, Option... options);

  interface Option {
    static Option captureCallState(String... capturedState) {
      return null;
    }
  }
}
