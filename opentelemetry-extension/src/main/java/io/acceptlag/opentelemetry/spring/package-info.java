/**
 * For applications with the tracing of Spring Boot 3 and 4, which find it as an auto-configuration.
 */
@NullMarked
package io.acceptlag.opentelemetry.spring;

import org.jspecify.annotations.NullMarked;
