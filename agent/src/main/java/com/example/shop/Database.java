package com.example.shop;

import java.util.concurrent.TimeUnit;

/** Slow on some days. */
final class Database {
  private static final long SECONDS = 4;

  private Database() {}

  static void queryOrdersOfTheYear() {
    try {
      TimeUnit.SECONDS.sleep(SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
