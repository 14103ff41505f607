/**
 * The sink for OpenTelemetry: metrics from the listeners' figures, and a trace of each incident.
 */
@NullMarked
package io.acceptlag.agent.telemetry;

import org.jspecify.annotations.NullMarked;
