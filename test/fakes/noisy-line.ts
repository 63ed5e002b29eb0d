import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { sleep } from '../../hal/clock.ts'
import type { TransferLine } from '../../hal/file-transfer.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openPty } from '../../hal/linux/pty.ts'
import { seededRandom } from '../../hal/random.ts'

interface Weather {
  baudRate?: number
  /** Of all bytes, those with one bit turned. */
  flipped?: number
  /** The cable is pulled after so many bytes, both ways together. */
  cutAfterBytes?: number
}

/**
 * A serial cable between us and a program that is not ours: a pseudo-terminal, paced as a line is, with noise. Once cut, nothing goes over,
 * and what is written rejects.
 */
export const noisyLine = async ({ baudRate = 115_200, flipped = 0, cutAfterBytes = Infinity }: Weather = {}) => {
  const pty = await openPty()
  // The terminal program itself holds the line, before and after its transfer.
  const held = openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY)
  const random = seededRandom(7)
  let handler: (bytes: Uint8Array) => void = () => undefined
  let gone = 0
  let incoming: Promise<void> = Promise.resolve()
  const cuts = new Set<() => void>()
  const overLine = async (bytes: Uint8Array): Promise<Uint8Array> => {
    await sleep(systemClock, (bytes.length * 10_000) / baudRate)
    gone += bytes.length
    if (gone >= cutAfterBytes) for (const onCut of cuts) onCut()
    return bytes.map((byte) => (random.next() < flipped ? byte ^ (1 << Math.floor(random.next() * 8)) : byte))
  }
  const isCut = (): boolean => gone >= cutAfterBytes
  pty.port.onData((bytes) => {
    incoming = incoming.then(async () => {
      const heard = await overLine(bytes)
      if (!isCut()) handler(heard)
    })
  })
  const calls: ('progressed' | 'broke')[] = []
  const line: TransferLine = {
    write: async (bytes) => {
      const heard = await overLine(bytes)
      if (isCut()) throw new Error('cut')
      await new Promise<void>((resolve, reject) =>
        pty.port.write(heard, (error) => (error ? reject(error) : resolve())),
      )
    },
    onData: (one) => {
      handler = one
    },
    progressed: () => void calls.push('progressed'),
    broke: () => void calls.push('broke'),
  }
  const children: ChildProcess[] = []
  const farEnd = (program: 'sz' | 'rz', args: readonly string[], cwd: string): ChildProcess => {
    const child = spawn(program, [...args], { cwd, stdio: [held, held, 'ignore'] })
    children.push(child)
    return child
  }
  const close = (): void => {
    for (const child of children) child.kill('SIGKILL')
    closeSync(held)
    pty.hangup()
  }
  /** What a person types at the far end. */
  const type = (text: string): void => void writeSync(held, text)
  return { line, calls, farEnd, type, onCut: (run: () => void) => void cuts.add(run), close }
}
