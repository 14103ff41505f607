/** Connections behind accept: accepted by the application, and whether it has read them. */
@NullMarked
package io.acceptlag.core.unserved;

import org.jspecify.annotations.NullMarked;
