import test from 'ava'
import { splitCells } from './at-lines.ts'
import { decodeCclk } from './at-time.ts'

const decodes = test.macro({
  exec: (t, text: string, iso: string | undefined) => {
    const found = decodeCclk(splitCells(text))
    t.is(found === undefined ? undefined : new Date(found).toISOString(), iso)
  },
  title: (_, text, iso) => `${text} is ${iso ?? 'no time'}`,
})

test(decodes, '"26/11/25,17:03:09+20"', '2026-11-25T12:03:09.000Z')
test(decodes, '"26/01/01,02:00:00+20"', '2025-12-31T21:00:00.000Z')
test(decodes, '"26/11/25,07:33:09-22"', '2026-11-25T13:03:09.000Z')
test(decodes, '"80/01/06,00:00:00+00"', undefined)
test(decodes, '"00/01/01,00:00:07+00"', undefined)
test(decodes, '"70/01/01,00:00:07+00"', undefined)
test(decodes, '"26/02/30,00:00:07+20"', undefined)
test(decodes, '"26/00/15,12:00:00+20"', undefined)
test(decodes, '"26/11/25,24:00:00+20"', undefined)
test(decodes, '"26/11/25,12:00:00"', undefined)
test(decodes, '"26/11/25,12:00:00+99"', undefined)
