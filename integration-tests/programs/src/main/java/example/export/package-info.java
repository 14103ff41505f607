/** A program that may be started with any settings of OpenTelemetry's. */
package example.export;
