/** The last day of the process in two megabytes, and as bytes that outlive the process. */
@NullMarked
package io.acceptlag.core.blackbox;

import org.jspecify.annotations.NullMarked;
