import test from 'ava'
import { together } from './together.ts'

/** Changes are words; one with an x fails, and with it all that are made at once. */
const setUp = () => {
  const made: string[][] = []
  let last: Promise<unknown> = Promise.resolve()
  const make = async (words: readonly string[]): Promise<void> => {
    made.push([...words])
    if (words.some((word) => word.includes('x'))) throw new RangeError(words.join(' '))
  }
  const ask = together<string>({
    inTurn: (change) => {
      last = last.then(change)
      return last
    },
    all: make,
    each: (word) => make([word]),
  })
  return { ask, made }
}

test('what is asked for while another change is made is made in one go, in its order', async (t) => {
  const { ask, made } = setUp()
  const first = ask('a')
  await Promise.resolve()
  await Promise.resolve()
  await Promise.all([first, ask('b'), ask('c'), ask('d')])
  t.deepEqual(made, [['a'], ['b', 'c', 'd']])
})

test('where that fails each is made by itself, and fails for itself alone', async (t) => {
  const { ask, made } = setUp()
  const done = await Promise.allSettled([ask('a'), ask('x'), ask('c')])
  t.deepEqual(
    done.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  t.deepEqual(made, [['a', 'x', 'c'], ['a'], ['x'], ['c']])
  await ask('d')
  t.deepEqual(made.at(-1), ['d'], 'and later ones are made')
})
