import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { Carrier } from '../carrier.ts'
import { watchCarrier } from './carrier.ts'
import { systemClock } from './clock.ts'

const until = (isSo: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const end = systemClock.every(5, () => {
      if (!isSo()) return
      end()
      resolve()
    })
  })

test('a cable that is pulled and put back, and a port that goes, are told once each', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'carrier-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'eth1'))
  const show = (text: string): void => writeFileSync(join(folder, 'eth1', 'carrier'), text)
  show('1\n')
  const watch = await watchCarrier({ interface: 'eth1', clock: systemClock, folder })
  t.teardown(() => watch.close())
  const told: Carrier[] = [watch.carrier()]
  watch.onChange(() => told.push(watch.carrier()))
  show('0\n')
  await until(() => told.length === 2)
  show('1\n')
  await until(() => told.length === 3)
  rmSync(join(folder, 'eth1'), { recursive: true })
  await until(() => told.length === 4)
  t.deepEqual(told, ['there', 'none', 'there', 'absent'])
})

test('the loopback of this machine is told as the kernel has it', async (t) => {
  const watch = await watchCarrier({ interface: 'lo', clock: systemClock })
  t.teardown(() => watch.close())
  t.not(watch.carrier(), 'absent')
})
