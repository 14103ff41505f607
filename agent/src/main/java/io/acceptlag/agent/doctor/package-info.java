/** {@code java -jar acceptlag.jar doctor}: what this host's kernel means for a Java server. */
@NullMarked
package io.acceptlag.agent.doctor;

import org.jspecify.annotations.NullMarked;
