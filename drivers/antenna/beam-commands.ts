import type { BeamLocation, BeamNumber, BeamStatus, BodyDirection } from './antenna.ts'
import type { BraceFrame } from './brace-frame.ts'

/** What the beam controller is asked. The set is this project's own: docs/beam-controller.md. */
export type BeamCommand =
  | { do: 'aim'; direction: BodyDirection; beam: BeamNumber }
  | { do: 'serve'; beam: BeamNumber }
  | { do: 'mute'; isMuted: boolean }
  | { do: 'status' }
  | { do: 'locate' }

/** What it answers, under the sequence number of the question. */
export type BeamReply =
  | { to: 'aim'; sequence: number; beam: BodyDirection }
  | { to: 'serve'; sequence: number; beam: BeamNumber }
  | { to: 'mute'; sequence: number; isMuted: boolean }
  | { to: 'status'; sequence: number; status: Omit<BeamStatus, 'atMs'> }
  /** `undefined`: its receiver has no fix. */
  | { to: 'locate'; sequence: number; location: Omit<BeamLocation, 'atMs'> | undefined }
  | { to: 'refused'; sequence: number; reason: string }

/** Sequence numbers run from 0 to one below this, then again from 0. */
export const SEQUENCES = 1000

/** Directions travel as whole hundredths of a degree. */
const STEPS_PER_DEG = 100
const AZIMUTH_STEPS = 360 * STEPS_PER_DEG
const ELEVATION_STEPS = 90 * STEPS_PER_DEG

const steps = (deg: number): number => Math.round(deg * STEPS_PER_DEG)

/** The frame that asks for it; azimuth is taken round the circle, elevation must be 0 to 90. */
export const beamCommandFrame = (sequence: number, command: BeamCommand): BraceFrame => {
  switch (command.do) {
    case 'aim': {
      const azimuth = (steps(command.direction.azimuthDeg) + AZIMUTH_STEPS) % AZIMUTH_STEPS
      const which = command.beam === 0 ? [] : [`${command.beam}`]
      return { code: 'AM', args: [`${sequence}`, `${azimuth}`, `${steps(command.direction.elevationDeg)}`, ...which] }
    }
    case 'serve':
      return { code: 'SV', args: [`${sequence}`, `${command.beam}`] }
    case 'mute':
      return { code: 'MU', args: [`${sequence}`, command.isMuted ? '1' : '0'] }
    case 'status':
      return { code: 'ST', args: [`${sequence}`] }
    case 'locate':
      return { code: 'LO', args: [`${sequence}`] }
  }
}

const WHOLE = /^-?\d{1,9}$/

const wholeWithin = (word: string | undefined, min: number, max: number): number | undefined => {
  if (word === undefined || !WHOLE.test(word)) return undefined
  const value = Number(word)
  return value >= min && value <= max ? value : undefined
}

const directionOf = (azimuth: string | undefined, elevation: string | undefined): BodyDirection | undefined => {
  const azimuthSteps = wholeWithin(azimuth, 0, AZIMUTH_STEPS - 1)
  const elevationSteps = wholeWithin(elevation, 0, ELEVATION_STEPS)
  if (azimuthSteps === undefined || elevationSteps === undefined) return undefined
  return { azimuthDeg: azimuthSteps / STEPS_PER_DEG, elevationDeg: elevationSteps / STEPS_PER_DEG }
}

const flagOf = (word: string | undefined): boolean | undefined =>
  word === '0' || word === '1' ? word === '1' : undefined

const beamNumberOf = (word: string | undefined): BeamNumber | undefined => {
  const isSecond = flagOf(word)
  if (isSecond === undefined) return undefined
  return isSecond ? 1 : 0
}

/** What an array with two beams says at the end of its status; one with one beam ends before. */
const pairOf = (args: readonly string[]): BeamStatus['pair'] | undefined => {
  const serving = beamNumberOf(args[0])
  const other = directionOf(args[1], args[2])
  return serving !== undefined && other ? { serving, other } : undefined
}

const FAULTS = /^[a-z][a-z-]*(?:,[a-z][a-z-]*)*$/

const faultsOf = (word: string | undefined): readonly string[] | undefined => {
  if (word === '-') return []
  return word !== undefined && FAULTS.test(word) ? word.split(',') : undefined
}

const statusOf = (args: readonly string[]): Omit<BeamStatus, 'atMs'> | undefined => {
  const beam = directionOf(args[0], args[1])
  const isMuted = flagOf(args[2])
  const tenthsC = wholeWithin(args[3], -999, 1999)
  const faults = faultsOf(args[4])
  if (!beam || isMuted === undefined || tenthsC === undefined || !faults) return undefined
  const pair = pairOf(args.slice(5))
  return { beam, isMuted, temperatureC: tenthsC / 10, faults, ...(pair && { pair }) }
}

/** Places travel as whole millionths of a degree and whole decimetres. */
const PARTS_PER_DEG = 1_000_000
const PARTS_PER_M = 10

const locationOf = (args: readonly string[]): Omit<BeamLocation, 'atMs'> | undefined => {
  const lat = wholeWithin(args[0], -90 * PARTS_PER_DEG, 90 * PARTS_PER_DEG)
  const lon = wholeWithin(args[1], -180 * PARTS_PER_DEG, 180 * PARTS_PER_DEG)
  const height = wholeWithin(args[2], -10_000, 100_000)
  const sigma = wholeWithin(args[3], 1, 1_000_000)
  if (lat === undefined || lon === undefined || height === undefined || sigma === undefined) return undefined
  return {
    latDeg: lat / PARTS_PER_DEG,
    lonDeg: lon / PARTS_PER_DEG,
    heightM: height / PARTS_PER_M,
    horizontalSigmaM: sigma / PARTS_PER_M,
  }
}

const locateReply = (sequence: number, args: readonly string[]): BeamReply | undefined => {
  const isValid = flagOf(args[0])
  if (isValid === false) return { to: 'locate', sequence, location: undefined }
  const location = isValid ? locationOf(args.slice(1)) : undefined
  return location && { to: 'locate', sequence, location }
}

/** Decodes a reply; `undefined` when the frame is none, or an argument is out of its range. Further arguments are ignored. */
export const decodeBeamReply = ({ code, args }: BraceFrame): BeamReply | undefined => {
  const sequence = wholeWithin(args[0], 0, SEQUENCES - 1)
  if (sequence === undefined) return undefined
  switch (code) {
    case 'AA': {
      const beam = directionOf(args[1], args[2])
      return beam && { to: 'aim', sequence, beam }
    }
    case 'VA': {
      const beam = beamNumberOf(args[1])
      return beam === undefined ? undefined : { to: 'serve', sequence, beam }
    }
    case 'MA': {
      const isMuted = flagOf(args[1])
      return isMuted === undefined ? undefined : { to: 'mute', sequence, isMuted }
    }
    case 'SA': {
      const status = statusOf(args.slice(1))
      return status && { to: 'status', sequence, status }
    }
    case 'LA':
      return locateReply(sequence, args.slice(1))
    case 'NO':
      return { to: 'refused', sequence, reason: (args[1] ?? 'no-reason').slice(0, 32) }
    default:
      return undefined
  }
}
