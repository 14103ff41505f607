/**
 * The agent's own lines, put into the log that the application keeps.
 *
 * <pre>
 * write() ──▶ buffer ──▶ thread "acceptlag-log" ──▶ SinkFinder ──▶ SLF4J | Log4j 2 | JUL | stderr
 *                                                      ▲
 * class transformer ──▶ LibrarySpotter ────────────────┘
 * </pre>
 *
 * <p>The agent never initialises a logging library: it waits until the application has. It asks
 * anew for each batch of lines where to write, and holds nothing of the application's in between,
 * so an undeployed web application can be collected and a better library takes over by itself.
 */
@NullMarked
package io.acceptlag.agent.log;

import org.jspecify.annotations.NullMarked;
