import type { UbxAcknowledge } from './acknowledge.ts'
import type { UbxPort } from './port.ts'
import type { SetupStep, SetupWish } from './setup-steps.ts'
import type { UbxVersion } from './version.ts'

/** What was noticed since the observation before. */
export interface SetupObservation {
  line?: 'opened' | 'closed'
  /** Of any kind, noise included. */
  bytes: number
  /** Valid sentences and messages, whatever they say. */
  frames: number
  /** NAV-PVT among them. */
  fixMessages: number
  answer?: UbxVersion | UbxAcknowledge | UbxPort
}

/** Where the set-up stands. Times are the clock's, ms. */
export type SetupStanding =
  | { kind: 'closed' }
  | { kind: 'listening'; candidate: number; untilMs: number; bytes: number; frames: number }
  | { kind: 'asking'; what: 'version' | 'port'; tries: number; untilMs: number; frames: number }
  | { kind: 'raising'; oldBaudRate: number; isSwitched: boolean; untilMs: number; frames: number }
  | { kind: 'setting'; at: number; tries: number; isSent: boolean; untilMs: number; frames: number }
  | ({ kind: 'resting'; untilMs: number } & Watch)
  | ({ kind: 'settled'; sinceMs: number } & Watch)

/** A look at what comes, every few seconds. */
export interface Watch {
  checkAtMs: number
  frames: number
  fixMessages: number
  /** Looks in a row at which messages came, but no fixes. */
  withoutFix: number
}

/** What is known while a receiver is being set up. */
export interface SetupState {
  standing: SetupStanding
  /** Of our end of the line. */
  baudRate: number
  /** At which valid frames were last heard: where every search begins. */
  goodBaudRate: number
  /** Tries to raise the rate since the receiver was last found. */
  raises: number
  protocolVersion?: number
  port?: UbxPort
  steps: readonly SetupStep[]
  refused: readonly string[]
  unanswered: readonly string[]
}

export type SetupAction =
  | { do: 'send'; bytes: Buffer }
  | { do: 'set-rate'; baudRate: number }
  /** Valid frames came at this rate. */
  | { do: 'remember-rate'; baudRate: number }
  /** Observe again then, if nothing is heard before. The last one holds. */
  | { do: 'wait'; untilMs: number }

export interface SetupOptions extends SetupWish {
  /** The receiver's rate is raised to this one, never lowered. */
  baudRate: number
  /** False where the line has no rate of its own. */
  canChangeRate: boolean
}

export interface PlannedSetup {
  state: SetupState
  actions: readonly SetupAction[]
  reasons: readonly string[]
}

export const setupAtStart = (baudRate: number): SetupState => ({
  standing: { kind: 'closed' },
  baudRate,
  goodBaudRate: baudRate,
  raises: 0,
  steps: [],
  refused: [],
  unanswered: [],
})
