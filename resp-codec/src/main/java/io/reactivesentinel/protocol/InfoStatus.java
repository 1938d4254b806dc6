package io.reactivesentinel.protocol;

/**
 * What the INFO of a master or replica told; ages in milliseconds.
 *
 * @param infoRefreshMs age of the last INFO; 0 when there was none
 * @param roleReported the role it reports
 * @param roleReportedMs since when
 */
public record InfoStatus(long infoRefreshMs, InstanceKind roleReported, long roleReportedMs) {}
