/** The listeners as JMX and Micrometer show them: by name, bounded in number. */
@NullMarked
package io.acceptlag.agent.view;

import org.jspecify.annotations.NullMarked;
