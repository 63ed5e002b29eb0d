import test from 'ava'
import { Command } from 'commander'
import { UsageError } from '../../usage-error.ts'
import { wantSubcommand } from './ending.ts'

const answerTo = async (...words: string[]): Promise<string> => {
  const program = new Command('steppelink').exitOverride()
  const emergency = program.command('emergency')
  for (const name of ['raise', 'show', 'cancel']) emergency.command(name)
  program.command('elements')
  wantSubcommand(emergency)
  wantSubcommand(program)
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  return 'ran'
}

test('a command that is not there is answered with the nearest and with all there are', async (t) => {
  t.is(
    await answerTo('emergenci'),
    "unknown command 'emergenci'; did you mean emergency? give emergency or elements; --help says more",
  )
  t.is(await answerTo(), 'give emergency or elements; --help says more')
})

test('a wrong command of a group is answered with the group’s commands, whatever options follow', async (t) => {
  const said = "unknown command 'bogus'; give emergency raise, show or cancel; --help says more"
  t.is(await answerTo('emergency', 'bogus', '--bus', 'X'), said)
  t.is(await answerTo('emergency', 'bogus'), said)
})

test('an option that nobody knows is named', async (t) => {
  t.is(
    await answerTo('emergency', '--bogus'),
    "unknown option '--bogus'; give emergency raise, show or cancel; --help says more",
  )
})
