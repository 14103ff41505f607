/** For Spring Boot 3 and 4 with tracing of their own: found by Spring as an auto-configuration. */
@NullMarked
package io.acceptlag.opentelemetry.spring;

import org.jspecify.annotations.NullMarked;
