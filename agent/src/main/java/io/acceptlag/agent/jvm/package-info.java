/**
 * What the JVM says about itself, its threads and the servers in it, and the way into java.base.
 */
@NullMarked
package io.acceptlag.agent.jvm;

import org.jspecify.annotations.NullMarked;
