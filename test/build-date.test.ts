import test from 'ava'
import { BUILD_UTC_MS } from '../drivers/gnss/epoch/era.ts'
import { DEFAULT_START_MS } from '../firmware/main/ride/ride-start.ts'
import { wallUtcMs } from '../hal/linux/wall-clock.ts'

const DAY_MS = 86_400_000

test('the build date is not ahead, nor older than 18 months: a release raises it', (t) => {
  t.true(BUILD_UTC_MS <= wallUtcMs())
  t.true(wallUtcMs() - BUILD_UTC_MS <= 18 * 30.44 * DAY_MS, 'raise BUILD_UTC_MS of drivers/gnss/epoch/era.ts')
})

test('rides of the twin begin less than a day before the build date at the earliest: they move with it', (t) => {
  t.true(DEFAULT_START_MS >= BUILD_UTC_MS - DAY_MS)
})
