package io.acceptlag.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PatientStartTest {
  private final List<String> steps = new ArrayList<>();

  @Test
  void isTriedAgainForLackOfMemory() throws Exception {
    start(new OutOfMemoryError(), new InvocationTargetException(new OutOfMemoryError()), null);
    assertEquals(
        List.of("start", "sleep 2000", "undo", "start", "sleep 2000", "undo", "start"), steps);
  }

  @Test
  void isGivenUpInTheEnd() {
    OutOfMemoryError[] all = new OutOfMemoryError[PatientStart.TRIES];
    Arrays.setAll(all, i -> new OutOfMemoryError("try " + i));
    assertSame(all[PatientStart.TRIES - 1], assertThrows(OutOfMemoryError.class, () -> start(all)));
  }

  @Test
  void anythingElseEndsIt() {
    assertThrows(IllegalStateException.class, () -> start(new IllegalStateException()));
    assertThrows(
        BootstrapMethodError.class,
        () -> start(new BootstrapMethodError("it fails for ever", new OutOfMemoryError())));
    assertEquals(List.of("start", "start"), steps);
  }

  private void start(@Nullable Throwable... failures) throws Exception {
    Iterator<@Nullable Throwable> next = Arrays.asList(failures).iterator();
    new PatientStart(
            () -> {
              steps.add("start");
              Throwable failure = next.next();
              if (failure instanceof Error error) {
                throw error;
              }
              if (failure != null) {
                throw (Exception) failure;
              }
            },
            () -> steps.add("undo"),
            nanos -> steps.add("sleep " + nanos / 1_000_000))
        .run();
  }
}
