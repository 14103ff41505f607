/** What runs in the JVMs that are measured, from Java 8 on. */
package io.acceptlag.benchmarks.subject;
