/**
 * The sink that speaks OpenTelemetry: metrics from the listeners' figures, a trace of each
 * incident.
 */
@NullMarked
package io.acceptlag.agent.telemetry;

import org.jspecify.annotations.NullMarked;
