/** Events in the JDK's flight recordings; the only package that uses jdk.threads. */
@NullMarked
package io.acceptlag.agent.threads;

import org.jspecify.annotations.NullMarked;
