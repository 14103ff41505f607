/** Starts what is measured, without and with the agent, and writes down what came of it. */
package io.acceptlag.benchmarks;
