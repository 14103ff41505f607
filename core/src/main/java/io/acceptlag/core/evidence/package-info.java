/**
 * What is known about a listener in trouble and about its process: gathered here, judged elsewhere.
 */
@NullMarked
package io.acceptlag.core.evidence;

import org.jspecify.annotations.NullMarked;
