/** What is known of a listener in trouble and of its process: gathered here, judged elsewhere. */
@NullMarked
package io.acceptlag.core.evidence;

import org.jspecify.annotations.NullMarked;
