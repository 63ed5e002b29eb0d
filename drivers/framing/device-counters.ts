/** What a device's line has carried, as reports and the console show it. All count from the start of the process. */
export interface DeviceCounters {
  rxBytes: number
  /** Frames, sentences or lines that were whole and understood. */
  rxFrames: number
  /** Bytes that belonged to no frame. */
  rxDiscardedBytes: number
  checksumErrors: number
  /** Replies that did not come in time, and silences longer than the device's liveness limit. */
  timeouts: number
  reconnects: number
}
