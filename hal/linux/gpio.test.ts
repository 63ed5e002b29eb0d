import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { Level } from '../gpio.ts'
import { SimClock } from '../sim-clock.ts'
import { TerminalError } from '../terminal-error.ts'
import { linuxGpio, type OnoffModule } from './gpio.ts'
import { findGpioChip, hasKernelGpio } from './gpio-base.ts'

const fakeRoot = (chips: readonly { label: string; base: number; lines: number }[]): string => {
  const root = mkdtempSync(join(tmpdir(), 'gpio-'))
  for (const { label, base, lines } of chips) {
    const folder = join(root, `gpiochip${base}`)
    mkdirSync(folder)
    writeFileSync(join(folder, 'label'), `${label}\n`)
    writeFileSync(join(folder, 'base'), `${base}\n`)
    writeFileSync(join(folder, 'ngpio'), `${lines}\n`)
  }
  return root
}
const pi = [
  { label: 'raspberrypi-exp-gpio', base: 570, lines: 8 },
  { label: 'pinctrl-bcm2711', base: 512, lines: 58 },
]
const map = { lines: { permit: { offset: 17 }, lockout: { offset: 27, activeLow: true }, far: { offset: 99 } } }

/** The kernel's lines as onoff shows them, without a kernel. */
const fakeOnoff = () => {
  const calls: string[] = []
  let interrupt: (error: Error | null, level: Level) => void = () => undefined
  class Gpio {
    readonly number: number
    constructor(number: number, direction: string, edge?: string) {
      this.number = number
      calls.push(`open ${number} ${direction} ${edge}`)
    }
    readSync(): Level {
      if (this.number === 610) throw new Error('EIO')
      return 0
    }
    writeSync(level: Level): void {
      if (this.number === 600) throw new Error('EIO')
      calls.push(`write ${this.number} ${level}`)
    }
    watch(handler: typeof interrupt): void {
      interrupt = handler
    }
    unexport(): void {
      calls.push(`close ${this.number}`)
    }
  }
  const load = async (): Promise<OnoffModule> => ({ Gpio }) as unknown as OnoffModule
  const breakWatch = () => interrupt(new Error('EBADF'), 0)
  return { calls, load, breakWatch, interrupt: (level: Level) => interrupt(null, level) }
}

test('the header is the largest bank, wherever the kernel starts to count', (t) => {
  t.is(findGpioChip(undefined, fakeRoot(pi)).base, 512)
  t.is(findGpioChip(undefined, fakeRoot([{ label: 'pinctrl-bcm2835', base: 0, lines: 54 }])).base, 0)
})

test('a bank can be named by its label, and a wrong label names those that are there', (t) => {
  t.is(findGpioChip('raspberrypi-exp-gpio', fakeRoot(pi)).base, 570)
  const error = t.throws(() => findGpioChip('other', fakeRoot(pi)), { instanceOf: TerminalError })
  t.regex(error.message, /no bank "other", there are: pinctrl-bcm2711, raspberrypi-exp-gpio/)
})

test('a kernel without GPIO says so', async (t) => {
  const root = fakeRoot([])
  t.false(hasKernelGpio(root))
  t.true(hasKernelGpio(fakeRoot(pi)))
  const gpio = linuxGpio(map, { clock: new SimClock(), root })
  const error = await t.throwsAsync(gpio.openInput('permit'), { instanceOf: TerminalError })
  t.is(error.code, 'gpio-missing')
  t.regex(error.message, /this kernel has no GPIO/)
})

test('a line that the board or its bank does not have is missing', async (t) => {
  const gpio = linuxGpio(map, { clock: new SimClock(), root: fakeRoot(pi), load: fakeOnoff().load })
  const codes = await Promise.all(
    ['horn', 'far'].map((line) => gpio.openInput(line).catch((error: TerminalError) => error.code)),
  )
  t.deepEqual(codes, ['gpio-missing', 'gpio-missing'])
})

test('an onoff that was not built is a missing GPIO, not a crash', async (t) => {
  const load = () => Promise.reject(new Error('no bindings file'))
  const gpio = linuxGpio(map, { clock: new SimClock(), root: fakeRoot(pi), load })
  const error = await t.throwsAsync(gpio.openOutput('permit', 0), { instanceOf: TerminalError })
  t.is(error.code, 'gpio-missing')
})

test('lines are opened at the base of their bank, outputs at their first level, also inverted ones', async (t) => {
  const onoff = fakeOnoff()
  const gpio = linuxGpio(map, { clock: new SimClock(), root: fakeRoot(pi), load: onoff.load })
  await gpio.openInput('lockout')
  const permit = await gpio.openOutput('permit', 0)
  permit.write(1)
  await gpio.openOutput('lockout', 1)
  await gpio.close()
  t.deepEqual(onoff.calls.slice(0, 4), ['open 539 in both', 'open 529 low none', 'write 529 1', 'open 539 low none'])
  t.deepEqual(onoff.calls.slice(4).sort(), ['close 529', 'close 539', 'close 539'])
})

test('an input tells its level at once and then each change once, with the time', async (t) => {
  const onoff = fakeOnoff()
  const clock = new SimClock(50)
  const line = await linuxGpio(map, { clock, root: fakeRoot(pi), load: onoff.load }).openInput('permit')
  const seen: number[] = []
  line.watch((level, atMs) => seen.push(level, atMs))
  await clock.runFor(10)
  for (const level of [1, 1, 0] as const) onoff.interrupt(level)
  t.deepEqual(seen, [0, 50, 1, 60, 0, 60])
})

test('a level that the kernel refuses is told to the writer', async (t) => {
  const root = fakeRoot([{ label: 'bank', base: 583, lines: 58 }])
  const line = await linuxGpio(map, { clock: new SimClock(), root, load: fakeOnoff().load }).openOutput('permit', 0)
  const error = t.throws(() => line.write(1), { instanceOf: TerminalError })
  t.is(error.code, 'gpio-failed')
})

test('an input that can no longer be watched has no level any more', async (t) => {
  const onoff = fakeOnoff()
  const line = await linuxGpio(map, { clock: new SimClock(), root: fakeRoot(pi), load: onoff.load }).openInput('permit')
  line.watch(() => undefined)
  t.is(line.read(), 0)
  onoff.breakWatch()
  t.is(t.throws(() => line.read(), { instanceOf: TerminalError }).code, 'gpio-failed')
})

test('a level that the kernel does not give is told to the reader', async (t) => {
  const root = fakeRoot([{ label: 'bank', base: 593, lines: 58 }])
  const line = await linuxGpio(map, { clock: new SimClock(), root, load: fakeOnoff().load }).openInput('permit')
  for (const read of [() => line.read(), () => line.watch(() => undefined)])
    t.is(t.throws(read, { instanceOf: TerminalError }).code, 'gpio-failed')
})
