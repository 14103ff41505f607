/** An extension of the OpenTelemetry agent, which passes on what acceptlag knows. */
@NullMarked
package io.acceptlag.opentelemetry;

import org.jspecify.annotations.NullMarked;
