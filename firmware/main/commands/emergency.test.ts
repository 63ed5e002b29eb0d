import test from 'ava'
import { raisedText } from './emergency.ts'

const one = (letter: string, cancelledBy?: string) => ({
  report: {
    id: letter.repeat(32),
    train: 'kz-17',
    text: `smoke ${letter}`,
    by: 'Aigerim',
    ...(cancelledBy && { cancelledBy }),
  },
  ageS: 0,
  isKept: true,
  isAcknowledged: false,
  ways: [],
})

test('raising shows what was raised, and only counts the others that are open', (t) => {
  const listed = { emergencies: [one('a'), one('b', 'Bolat'), one('c'), one('d')] }
  const text = raisedText(listed, 'd'.repeat(32))
  t.regex(text, /smoke d/)
  t.notRegex(text, /smoke [abc]/)
  t.regex(text, /^2 more are open: emergency show lists them$/m)
  t.notRegex(raisedText({ emergencies: [one('b', 'Bolat'), one('d')] }, 'd'.repeat(32)), /more/)
})
