import { mkdirSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { CHAIN_BEGINS } from '../../firmware/domain/hash-chain.ts'
import { lineOf } from '../../firmware/domain/transmission-log.ts'
import { sha256 } from '../../firmware/services/chain-writer.ts'
import { Desk } from './command.ts'

const chain = (length: number): string[] => {
  let before = CHAIN_BEGINS
  return Array.from({ length }, (_, index) => {
    const entry = { seq: index + 1, utcTrust: 'none', atMs: index, run: 'a', terminal: 'oneweb', isPermitted: false }
    const line = lineOf({ ...entry, utcTrust: 'none', why: 'muted', before }, sha256)
    before = line.split('\t')[1] ?? ''
    return line
  })
}

test('verify says from which entry to which the log goes, and names what was changed or taken out', async (t) => {
  const desk = new Desk(t)
  const folder = desk.path('state')
  mkdirSync(`${folder}/transmissions`, { recursive: true })
  const verify = async (lines: readonly string[]) => {
    writeFileSync(`${folder}/transmissions/transmissions-000001.log`, lines.map((line) => `${line}\n`).join(''))
    return desk.run('transmissions', 'verify', '--state', folder)
  }
  const whole = chain(6)
  const { status, stdout } = await verify(whole)
  t.deepEqual([status, stdout], [0, '6 entries (1 to 6), 0 breaks in the chain\n'])
  t.is((await verify(whole.slice(2, 5))).stdout, '3 entries (3 to 5), 0 breaks in the chain\n')
  const changed = await verify(whole.map((line, at) => (at === 3 ? line.replace('oneweb', 'onewxb') : line)))
  t.deepEqual([changed.status, changed.stdout.split('\n')[0]], [1, 'after entry 3: its hash is not that of its text'])
  t.is((await verify(whole.toSpliced(3, 1))).status, 1)
})
