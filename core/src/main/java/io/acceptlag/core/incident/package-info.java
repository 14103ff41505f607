/** When a listener's trouble begins, worsens and ends. */
@NullMarked
package io.acceptlag.core.incident;

import org.jspecify.annotations.NullMarked;
