/** The listeners as JMX and Micrometer show them: by name, and limited in number. */
@NullMarked
package io.acceptlag.agent.view;

import org.jspecify.annotations.NullMarked;
