/** Events in the JDK's flight recordings; the only package that uses jdk.jfr. */
@NullMarked
package io.acceptlag.agent.jfr;

import org.jspecify.annotations.NullMarked;
