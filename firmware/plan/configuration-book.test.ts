import test from 'ava'
import {
  type ConfigurationBook,
  confirmed,
  emptyBook,
  notPlaced,
  placed,
  placing,
  returned,
  settle,
  versionOf,
} from './configuration-book.ts'

const version = (sha256: string) => ({ author: 'Aigerim', why: 'test', sha256 })
const with_ = (book: ConfigurationBook, sha256: string, trial?: { by: string }): ConfigurationBook =>
  placed(placing(book, version(sha256), trial).book)

const first = with_(emptyBook, 'a')

test('a version that stands is left alone, and a file that somebody changed becomes one', (t) => {
  t.deepEqual(settle(first, 'a'), { do: 'nothing' })
  t.deepEqual(settle(first, 'x'), { do: 'adopt' })
  t.deepEqual(settle(emptyBook, 'x'), { do: 'adopt' })
})

test('power that goes while a version is put in place leaves that version', (t) => {
  const { book, number } = placing(first, version('b'))
  for (const file of ['a', 'b']) t.deepEqual(settle(book, file), { do: 'place', number, why: 'cut' })
})

test('a version on trial goes back after a restart, also when power went while it was put in place', (t) => {
  const { book } = placing(first, version('b'), { by: 'Aigerim' })
  for (const at of [book, placed(book)])
    for (const file of ['a', 'b']) t.deepEqual(settle(at, file), { do: 'place', number: 1, why: 'unconfirmed' })
  t.is(returned(placed(book)).active, 1)
  t.deepEqual(settle(returned(placed(book)), 'a'), { do: 'nothing' })
})

test('a version that was confirmed stays, and so does one that was committed outright on top of a trial', (t) => {
  const trial = with_(first, 'b', { by: 'Aigerim' })
  t.deepEqual(settle(confirmed(trial), 'b'), { do: 'nothing' })
  t.deepEqual(settle(with_(trial, 'c'), 'c'), { do: 'nothing' })
})

test('a trial on top of a trial goes back to where the first began', (t) => {
  const twice = with_(with_(first, 'b', { by: 'Aigerim' }), 'c', { by: 'Bolat' })
  t.like(settle(twice, 'c'), { do: 'place', number: 1 })
})

test('what could not be put in place changes nothing but the number of the next', (t) => {
  const { book } = placing(first, version('b'))
  const after = notPlaced(first, book)
  t.deepEqual(settle(after, 'a'), { do: 'nothing' })
  t.is(placing(after, version('c')).number, 3)
})

test('old versions are forgotten, but not the one to go back to', (t) => {
  let book = with_(first, 'b', { by: 'Aigerim' })
  for (let index = 0; index < 40; index++) book = with_(book, `c${index}`, { by: 'Aigerim' })
  t.is(book.versions.length, 20)
  t.is(versionOf(book, 1)?.sha256, 'a')
  t.is(versionOf(book, 2), undefined)
  t.is(book.versions.at(-1)?.number, 42)
})
