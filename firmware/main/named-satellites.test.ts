import test from 'ava'
import type { Satellite } from '../domain/elements.ts'
import { namedSatellites, namesakesText } from './named-satellites.ts'

const named = (noradId: number, name: string): Satellite => ({ noradId, name, epochUtcMs: 0 }) as Satellite
const fleet = [named(7, 'A'), named(8, 'B'), named(9, 'A'), named(10, '8')]
const { find, namesakes } = namedSatellites(fleet)

test('a satellite is found by number before name, and of several of one name the first is taken', (t) => {
  t.deepEqual(
    ['A', 'B', '8', '9', '10', 'C'].map((called) => find(called)?.noradId),
    [7, 8, 8, 9, 10, undefined],
  )
})

test('only a name of several satellites has namesakes, and a few of their numbers are told', (t) => {
  t.deepEqual([namesakes('B'), namesakes('9'), namesakes('C')], [[], [], []])
  t.is(namesakesText(namesakes('A'), '7 is taken'), 'A is the name of 2 satellites (7, 9): 7 is taken')
  const many = Array.from({ length: 9 }, (_, index) => named(index, 'DEB'))
  t.is(namesakesText(many, 'so'), 'DEB is the name of 9 satellites (0, 1, 2, 3 and more): so')
})
