/** An extension of the OpenTelemetry agent, which shows it what acceptlag knows. */
@NullMarked
package io.acceptlag.opentelemetry;

import org.jspecify.annotations.NullMarked;
