/** What was seen in the last day, within two megabytes, and as bytes that outlive the process. */
@NullMarked
package io.acceptlag.core.blackbox;

import org.jspecify.annotations.NullMarked;
