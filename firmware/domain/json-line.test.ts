import test from 'ava'
import { z } from 'zod'
import { readJsonLine } from './json-line.ts'

const schema = z.strictObject({ seq: z.number() })

test('a line is what its schema allows, or nothing', (t) => {
  t.deepEqual(readJsonLine(schema, '{"seq":3}'), { seq: 3 })
  for (const line of ['', '{"seq":3', '{"seq":"3"}', '{"seq":3,"more":1}', 'null', '\u0000'])
    t.is(readJsonLine(schema, line), undefined, line)
})
