import test from 'ava'
import { svgOfTerminal } from './svg-of-terminal.ts'

const texts = (svg: string): string[] =>
  [...svg.matchAll(/<tspan x="[\d.]+"([^>]*)>([^<]*)</g)].map(([, a, b]) => `${a}|${b}`)

test('each colour becomes a class and ends where its escape ends', (t) => {
  const svg = svgOfTerminal(['\x1b[2mfix\x1b[22m  \x1b[32m3D\x1b[39m  51° N'], 20, 'x')
  t.deepEqual(texts(svg), [' class="dim"|fix', ' class="green"|3D', '|51° N'])
})

test('text stands in its column whatever escapes come before it', (t) => {
  const column = (line: string) => /<tspan x="([\d.]+)"[^>]*>here/.exec(svgOfTerminal([line], 20, 'x'))?.[1]
  t.truthy(column('    here'))
  t.is(column('\x1b[31mab\x1b[39m  here'), column('    here'))
})

test('marks of XML are escaped', (t) => {
  t.deepEqual(texts(svgOfTerminal(['a < b & c'], 20, 'x')), ['|a &lt; b &amp; c'])
})
