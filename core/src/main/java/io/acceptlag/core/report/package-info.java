/** What sinks are handed: reports, with their words and figures. */
@NullMarked
package io.acceptlag.core.report;

import org.jspecify.annotations.NullMarked;
