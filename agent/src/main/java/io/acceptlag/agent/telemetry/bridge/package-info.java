/** OpenTelemetry's API and metrics, passed on to the extension of the OpenTelemetry agent. */
@NullMarked
package io.acceptlag.agent.telemetry.bridge;

import org.jspecify.annotations.NullMarked;
