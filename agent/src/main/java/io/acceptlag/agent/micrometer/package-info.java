/** The figures as meters in the application's own global registry of Micrometer. */
@NullMarked
package io.acceptlag.agent.micrometer;

import org.jspecify.annotations.NullMarked;
