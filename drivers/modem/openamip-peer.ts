import { type MonotonicMs, monotonicMs } from '../../hal/units.ts'
import type { ModemMessage, Unreadable } from '../framing/openamip/messages.ts'
import { targetPart } from '../framing/openamip/target.ts'
import type { ModemReport, ModemTarget } from './modem.ts'

/** What the modem has said so far; `asked` collects S, P and H until its `F` commits them. */
export interface PeerState {
  asked: Partial<ModemTarget>
  report: ModemReport
  /** Its C/N has just come, and has no time yet. */
  isCarrierNew?: boolean
}

/** Where, in the words of an `X` message, the network's choice of satellite stands. */
export interface AssignedSatelliteWords {
  keyword: string
  /** Position of the NORAD catalogue number after the keyword, from 1. */
  argument: number
}

const silent = { isAlive: false, isLocked: false, isTransmitAllowed: false }

/** A modem that has not spoken yet. */
export const unheardPeer: PeerState = { asked: {}, report: { atMs: monotonicMs(0), ...silent } }

const commit = (asked: Partial<ModemTarget>): ModemTarget | undefined =>
  asked.satelliteLongitudeDeg === undefined
    ? undefined
    : { ...asked, satelliteLongitudeDeg: asked.satelliteLongitudeDeg }

const withoutAssignment = ({ assignedNoradId: _, ...rest }: ModemReport): ModemReport => rest

/** Undefined when the words name no satellite: a number of the catalogue assigns, 0 gives the choice back to the antenna. */
const assigned = (
  report: ModemReport,
  words: readonly string[],
  at: AssignedSatelliteWords | undefined,
): ModemReport | undefined => {
  if (!at || words[0] !== at.keyword) return undefined
  const word = words[at.argument] ?? ''
  if (!/^\d{1,9}$/.test(word)) return report
  const noradId = Number(word)
  return noradId === 0 ? withoutAssignment(report) : { ...report, assignedNoradId: noradId }
}

const ask = (peer: PeerState, asked: Partial<ModemTarget>): PeerState => ({
  ...peer,
  asked: { ...peer.asked, ...asked },
})

const say = (peer: PeerState, said: Partial<ModemReport>): PeerState => ({
  ...peer,
  report: { ...peer.report, ...said },
})

/** What is known of the modem after one more message. */
export const hearPeer = (
  peer: PeerState,
  message: ModemMessage | Unreadable,
  assignedBy: AssignedSatelliteWords | undefined,
): PeerState => {
  switch (message.kind) {
    case 'find': {
      const target = commit(peer.asked)
      return target ? say(peer, { target }) : peer
    }
    case 'lock':
      return say(peer, { isLocked: message.isLocked, isTransmitAllowed: message.isTransmitAllowed })
    case 'carrier-to-noise':
      return { ...say(peer, { carrierToNoiseDb: message.carrierToNoiseDb }), isCarrierNew: true }
    case 'identity':
      return say(peer, { identity: message.text })
    case 'extra': {
      const report = assigned(peer.report, message.words, assignedBy)
      return report ? { ...peer, report } : ask(peer, { extraWords: message.words })
    }
    case 'unreadable':
      return peer
    default: {
      // The rest asks for something (A, W).
      const part = targetPart(message)
      return part ? ask(peer, part) : peer
    }
  }
}

/** The report as it stands at that time; a C/N that has just come is of that time. */
export const datedPeer = (peer: PeerState, nowMs: MonotonicMs): PeerState => {
  const { isCarrierNew, ...rest } = peer
  const report = { ...rest.report, atMs: nowMs, ...(isCarrierNew && { carrierToNoiseAtMs: nowMs }) }
  return { ...rest, report }
}

/** The first message after silence. */
export const revivePeer = (peer: PeerState): PeerState => say(peer, { isAlive: true })

/** After L has stayed away: what it once said holds no longer. */
export const unlockPeer = (peer: PeerState): PeerState => say(peer, { isLocked: false, isTransmitAllowed: false })

/** After silence: lock, permission and the network's assignment are void; the target stays, for the modem to come back to. */
export const losePeer = (peer: PeerState): PeerState => {
  const { carrierToNoiseDb: _, carrierToNoiseAtMs: _at, ...rest } = withoutAssignment(peer.report)
  return { ...peer, report: { ...rest, ...silent } }
}
