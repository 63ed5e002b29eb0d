import { randomBytes } from 'node:crypto'
import test from 'ava'
import { hashPassword, Passwords } from './passwords.ts'

const cheap = { logCost: 14, blockSize: 8, parallel: 1 }
const dear = { logCost: 16, blockSize: 8, parallel: 4 }

/** In processor time, which a busy machine does not stretch. */
const costOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

test.serial('a name that nobody has takes as long as one whose hash is dear', async (t) => {
  const passwords = new Passwords(randomBytes, cheap)
  const kept = await hashPassword('right', randomBytes(16), dear)
  const known = await costOf(() => passwords.isRight('wrong', kept))
  const unknown = await costOf(() => passwords.isRight('wrong', undefined, kept))
  // Sixteen times dearer than its own terms would be.
  t.true(unknown > known / 3, `${unknown} µs beside ${known} µs`)
  t.false(await passwords.isRight('right', undefined, kept))
  t.true(await passwords.isRight('right', kept, kept))
})

test.serial('only some wait at a time', async (t) => {
  const passwords = new Passwords(randomBytes, cheap)
  const waiting = Array.from({ length: 8 }, () => passwords.isRight('x', undefined))
  t.true(passwords.isBusy())
  await Promise.all(waiting)
  t.false(passwords.isBusy())
})
