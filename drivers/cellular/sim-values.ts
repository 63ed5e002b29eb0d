import type { AtAnswer } from './at-channel.ts'
import type { AtLine } from './at-lines.ts'
import type { SimSlot } from './cellular.ts'
import type { SimState, SimTries } from './sim-pin.ts'

/** `+CPIN` words, 3GPP TS 27.007 §8.3; any other asks for something that we have not. */
const words: Readonly<Record<string, SimState>> = {
  READY: 'ready',
  'SIM PIN': 'pin',
  'SIM PUK': 'puk',
  'NOT READY': 'absent',
  'NOT INSERTED': 'absent',
}
/** `+CME ERROR` numbers, §9.2.1. */
const errors: Readonly<Record<number, SimState>> = {
  10: 'absent',
  11: 'pin',
  12: 'puk',
  13: 'failed',
  14: 'busy',
  15: 'failed',
}

/** How the SIM stands by the answer to `AT+CPIN?`; undefined when the modem does not say. */
export const simStateIn = ({
  outcome,
  lines,
  error,
}: Pick<AtAnswer, 'outcome' | 'lines' | 'error'>): SimState | undefined => {
  if (outcome === 'error') return errors[error?.code ?? -1]
  const line = lines.find((one) => one.kind === 'info' && one.name === '+CPIN')
  return line?.kind === 'info' ? (words[line.cells[0]?.text ?? ''] ?? 'failed') : undefined
}

const count = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,2}$/.test(text) ? Number(text) : undefined

const tries = (pin: number | undefined, puk: number | undefined): SimTries => ({
  ...(pin !== undefined && { pin }),
  ...(puk !== undefined && { puk }),
})

const cellsOf = (lines: readonly AtLine[], name: string) =>
  lines.flatMap((line) => (line.kind === 'info' && line.name === name ? [line.cells] : []))

/** Quectel's `+QPINC: "SC",3,10`: PIN and PUK of the SIM; `"P2"` is another PIN. */
export const readQpinc = (lines: readonly AtLine[]): SimTries => {
  const cells = cellsOf(lines, '+QPINC').find(([kind]) => kind?.text === 'SC')
  return tries(count(cells?.[1]?.text), count(cells?.[2]?.text))
}

/** Telit's `#PCT: 3`: of what the SIM asks for now. */
export const readPct = (lines: readonly AtLine[], sim: SimState): SimTries => {
  const left = count(cellsOf(lines, '#PCT')[0]?.[0]?.text)
  return sim === 'puk' ? tries(0, left) : tries(left, undefined)
}

/** Sierra's `+CPINC: 3,3,10,10`: PIN, PIN2, PUK, PUK2. */
export const readCpinc = (lines: readonly AtLine[]): SimTries => {
  const [cells] = cellsOf(lines, '+CPINC')
  return tries(count(cells?.[0]?.text), count(cells?.[2]?.text))
}

/** The first run of digits of a length, be it on a line of its own or after a name: identities are written both ways. */
const digitsIn = (lines: readonly AtLine[], [least, most]: readonly [number, number]): string | undefined => {
  const texts = lines.flatMap((line) => {
    if (line.kind === 'info') return line.cells.map(({ text }) => text)
    return line.kind === 'text' ? [line.text] : []
  })
  return texts.find((text) => /^\d+F?$/.test(text) && text.length >= least && text.length <= most)?.replace(/F$/, '')
}

/** 3GPP TS 23.003 §6.2.1: 15 digits, or 16 with the software version. */
export const imeiIn = (lines: readonly AtLine[]): string | undefined => digitsIn(lines, [15, 16])

/** TS 23.003 §2.2: at most 15 digits. */
export const imsiIn = (lines: readonly AtLine[]): string | undefined => digitsIn(lines, [14, 15])

/** ITU-T E.118: 18 to 20 digits, some modems fill the last place with F. */
export const iccidIn = (lines: readonly AtLine[]): string | undefined => digitsIn(lines, [18, 20])

/** A slot as a maker numbers it, `from` being the first. */
const slotIn = (lines: readonly AtLine[], name: string, from: 0 | 1): SimSlot | undefined => {
  const number = count(cellsOf(lines, name)[0]?.[0]?.text)
  if (number === from) return 1
  return number === from + 1 ? 2 : undefined
}

/** Quectel's `+QUIMSLOT: 1` and Telit's `#SIMSELECT: 1`. */
export const readQuimslot = (lines: readonly AtLine[]): SimSlot | undefined => slotIn(lines, '+QUIMSLOT', 1)
export const readSimselect = (lines: readonly AtLine[]): SimSlot | undefined => slotIn(lines, '#SIMSELECT', 1)

/** Sierra's `!UIMS: 0`, counted from 0. */
export const readUims = (lines: readonly AtLine[]): SimSlot | undefined => slotIn(lines, '!UIMS', 0)
