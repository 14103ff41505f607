/** Why an acceptor does not accept. */
@NullMarked
package io.acceptlag.core.cause;

import org.jspecify.annotations.NullMarked;
