package io.acceptlag.core.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.evidence.Evidence;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChurnTest {
  private final Evidence.Builder evidence = new Evidence.Builder();

  @BeforeEach
  void overflow() {
    evidence.overflowed = true;
  }

  @Test
  void aQueueThatHasRoom() {
    evidence.overflowed = false;
    evidence.usualPerSecond = 900;
    evidence.openConnections = 20;
    assertEquals("", Churn.advice(evidence.build()));
  }

  @Test
  void connectionsThatLiveBriefly() {
    evidence.usualPerSecond = 900;
    evidence.openConnections = 20;
    assertEquals(
        "Besides, 900 connections a second come that live 22 ms on average: let clients keep their"
            + " connections.",
        Churn.advice(evidence.build()));
  }

  @Test
  void connectionsThatAreKept() {
    evidence.usualPerSecond = 900;
    evidence.openConnections = 900;
    assertEquals("", Churn.advice(evidence.build()));
  }

  @Test
  void fewThatComeNeedNotBeFewer() {
    evidence.usualPerSecond = 99;
    evidence.openConnections = 1;
    assertEquals("", Churn.advice(evidence.build()));
  }

  @Test
  void whereNobodyHasCountedThem() {
    evidence.usualPerSecond = 900;
    assertEquals("", Churn.advice(evidence.build()));
  }

  @Test
  void whatComesInTroubleCountsWhereNothingElseIsKnown() {
    evidence.acceptedPerSecond = 500;
    evidence.openConnections = 0;
    assertEquals(
        "Besides, 500 connections a second come that live 1 ms on average: let clients keep their"
            + " connections.",
        Churn.advice(evidence.build()));
  }
}
