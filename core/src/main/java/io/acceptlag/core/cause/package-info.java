/** Why an acceptor does not accept, or why what it accepted is not served. */
@NullMarked
package io.acceptlag.core.cause;

import org.jspecify.annotations.NullMarked;
