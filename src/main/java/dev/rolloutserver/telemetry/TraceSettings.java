package dev.rolloutserver.telemetry;

import java.net.URI;

/**
 * Where spans go, and of which rollouts.
 *
 * @param endpoint OTLP receiver, without the path of its traces
 * @param samplingRatio from 0 to 1, where the worker does not say whether to trace
 * @param serviceName as whom this server is known there
 */
public record TraceSettings(URI endpoint, double samplingRatio, String serviceName) {}
