/**
 * The figures and the settings as MXBeans. Apart from the reading of servers' beans, the only
 * package that uses javax.management.
 */
@NullMarked
package io.acceptlag.agent.jmx;

import org.jspecify.annotations.NullMarked;
