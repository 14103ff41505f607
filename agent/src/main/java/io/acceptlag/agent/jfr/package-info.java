/** Events in the JDK's flight recordings; the only room that names jdk.jfr. */
@NullMarked
package io.acceptlag.agent.jfr;

import org.jspecify.annotations.NullMarked;
