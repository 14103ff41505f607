/**
 * The figures and the settings as MXBeans; all that knows javax.management but the servers' beans.
 */
@NullMarked
package io.acceptlag.agent.jmx;

import org.jspecify.annotations.NullMarked;
