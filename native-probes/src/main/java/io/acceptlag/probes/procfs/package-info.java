/** What /proc tells: parsers of its text, and the readings where no native call is to be had. */
@NullMarked
package io.acceptlag.probes.procfs;

import org.jspecify.annotations.NullMarked;
