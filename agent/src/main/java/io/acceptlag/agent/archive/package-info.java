/** Whether this run records classes for an archive. */
@NullMarked
package io.acceptlag.agent.archive;

import org.jspecify.annotations.NullMarked;
