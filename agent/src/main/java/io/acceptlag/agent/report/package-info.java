/** What a black box holds, as a page and in a terminal. */
@NullMarked
package io.acceptlag.agent.report;

import org.jspecify.annotations.NullMarked;
