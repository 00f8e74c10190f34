/** The sidecar's own version, in health and heartbeats. */
export const SIDECAR_VERSION = "0.1.0";
