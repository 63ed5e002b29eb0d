import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const atLeast0 = z.number().min(0)
const count = z.number().int().min(0)

const device = z.strictObject({
  rxBytes: count,
  rxFrames: count,
  rxDiscardedBytes: count,
  checksumErrors: count,
  timeouts: count,
  reconnects: count,
})

const summary = z.object({
  route: z.string(),
  seed: z.number(),
  fidelity: z.enum(['journey', 'full']),
  simulatedS: atLeast0,
  wallS: atLeast0,
  distanceKm: atLeast0,
  gnss: z.strictObject({ fixes: count, falseFixes: count, outageS: atLeast0 }),
  navigation: z.strictObject({
    openS: count,
    openP95M: atLeast0,
    openBoundsPct: z.number().min(0).max(100),
    headingRmsDeg: z.number().min(0).max(180),
    headingAtRestRmsDeg: z.number().min(0).max(180),
    headingAfterRestRmsDeg: z.number().min(0).max(180),
    headingStoredRmsDeg: z.number().min(0).max(180),
    reversibleS: count,
    rollRmsDeg: z.number().min(0).max(180),
    pitchRmsDeg: z.number().min(0).max(180),
    tunnels: count,
    tunnelP95Pct: atLeast0,
    tunnelAt90sP95Pct: atLeast0,
    tunnelAt200sP95Pct: atLeast0,
    exitBoundsPct: z.number().min(0).max(100),
  }),
  time: z.strictObject({
    firstS: atLeast0.nullable(),
    trustedS: atLeast0.nullable(),
    source: z.enum(['none', 'cellular', 'ntp', 'rtc', 'gnss']),
    errorP95Ms: atLeast0,
    worstMs: atLeast0,
  }),
  tracking: z.strictObject({
    rmsErrorDeg: z.number().min(0).max(180),
    p99ErrorDeg: z.number().min(0).max(180),
    handovers: count,
    outageS: atLeast0,
    mutedS: atLeast0,
    offTargetTransmitS: atLeast0,
    lateSteps: count,
    mutedUnblockedPct: z.number().min(0).max(100),
    dishInLowClearanceS: atLeast0,
    arrayBeforeLockP99Deg: z.number().min(0).max(180),
    arrayLockedP95Deg: z.number().min(0).max(180),
    arrayLockedP99Deg: z.number().min(0).max(180),
    arrayLearntPct: z.number().min(0).max(100),
    dishRmsDeg: z.number().min(0).max(180),
    dishP99Deg: z.number().min(0).max(180),
    arrayCommandsHz: atLeast0,
    dishCommandsHz: atLeast0,
  }),
  links: z.record(z.string(), z.strictObject({ upS: atLeast0, activeS: atLeast0, switchesTo: count })),
  availabilityPct: z.number().min(0).max(100),
  service: z.record(z.string(), z.strictObject({ attempts: count, ok: count, p95S: atLeast0 })),
  vibration: z.strictObject({
    rmsG: atLeast0,
    peakG: atLeast0,
    validToHz: atLeast0,
    looseMounts: count,
    overBaseline: count,
    overEn61373: count,
  }),
  devices: z.record(z.string(), device),
})

/** What `ride --json` must print, as the users of the command were promised it. */
export type Summary = z.infer<typeof summary>

/** Reads stdout of `ride --json`; throws when it is anything but one line that holds one complete summary. */
export const readSummary = (stdout: string): Summary => {
  const [line, ...others] = stdout.split('\n')
  if (others.join('') !== '') throw new Error(`more than one line on stdout: ${stdout}`)
  return summary.parse(JSON.parse(line ?? ''))
}

/** The summary that `--report` wrote. */
export const reportedSummary = (reportFolder: string): Summary =>
  summary.parse(JSON.parse(readFileSync(join(reportFolder, 'summary.json'), 'utf8')))

/** An event as `--report` writes it, `atMs` from the start of the ride. */
export interface ReportedEvent {
  atMs: number
  source: string
  subject: string
  text: string
  reasons: readonly string[]
}

/** The events that `--report` wrote, the oldest first. */
export const reportedEvents = (reportFolder: string): ReportedEvent[] =>
  readFileSync(join(reportFolder, 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ReportedEvent)

/** The devices of the twin's train that are read over a line. */
export const lineDevices = ['array', 'dish', 'geo-modem', 'gnss', 'gnss-roof-2', 'imu', 'lte', 'modem']
